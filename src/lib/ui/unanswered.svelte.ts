/** A form to which nobody answered, or a fault did: its page stays with all that was typed, and the layout under it says so. */
import type { ActionResult } from '@sveltejs/kit';

type Failed = Extract<ActionResult, { type: 'error' }>;
/** @property incident the number under which the log tells of a fault */
type Said = { text: string; incident: string | null };

const STAYS = 'What you typed is still here: send it again.';

/** Without a status nothing came back that could be read: it may have been done all the same. */
function wordsOf({ status, error }: Failed): Said {
	if (status === undefined)
		return { text: `The server does not answer, so this may not be saved. ${STAYS}`, incident: null };
	const { message, incident = null } = error as App.Error;
	return { text: status < 500 ? message : `Something broke here. ${STAYS}`, incident };
}

let said: Said | null = $state(null);

export const unanswered = {
	get said(): Said | null {
		return said;
	},
	say: (failed: Failed): void => void (said = wordsOf(failed)),
	clear: (): void => void (said = null)
};
