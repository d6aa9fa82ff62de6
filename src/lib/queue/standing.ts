/** Where the work of a person is, in the few words that always stand at the left of the key line. */
import type { Saved } from './sitting.ts';

type Outbox = {
	waiting: { length: number };
	refused: { length: number };
	locked: boolean;
	reach: 'ok' | 'offline' | 'busy';
	said: string | null;
};

/** @param begun what was begun or done last, when nothing waits and nothing was taken since; may be empty */
export function standing({ waiting, refused, locked, reach, said }: Outbox, begun: Saved): Saved {
	const n = waiting.length;
	if (locked) return { state: 'lost', text: n > 0 ? `Signed out: sign in to send ${n}` : 'Signed out' };
	if (n > 0 && reach !== 'ok') {
		const why = reach === 'offline' ? 'Not connected' : 'The server is busy';
		return { state: 'lost', text: `${why}, ${n} kept in this browser` };
	}
	if (n > 0) return { state: 'wait', text: n === 1 ? 'Saving' : `${n} waiting to be sent` };
	const text = said ?? begun.text;
	const state = said === null ? begun.state : 'saved';
	if (refused.length > 0) {
		const words = [text, `${refused.length} not taken`].filter(Boolean);
		return { state: 'lost', text: words.join('; ') };
	}
	if (text === '') return { state: 'saved', text: 'Nothing to save yet' };
	return reach === 'offline' ? { state: 'wait', text: `Not connected. ${text}` } : { state, text };
}

/** The same when there is nothing in hand. */
export const wherever = ({ unsent, refused }: { unsent: number; refused: { length: number } }): string =>
	unsent > 0
		? `${unsent} of it ${unsent === 1 ? 'is' : 'are'} kept in this browser and not sent yet.`
		: refused.length > 0
			? 'All of it is saved but what stands below.'
			: 'All of it is saved.';
