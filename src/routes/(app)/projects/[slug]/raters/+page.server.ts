import { authorize } from '#lib/auth/access.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { changeStanding, listRaters, StandingInput } from '#lib/project/raters.server.ts';
import type { Actions } from './$types';

const MOST = 100;
const said = {
	pause: 'is paused: nothing new is handed out to them. What they hold they may still answer.',
	resume: 'goes on: they get items again.',
	retry: 'may try the training once more.',
	exempt: 'begins without the training.'
};

export const load = page(async ({ store, actor, slug, url }) => {
	const { project } = await authorize(store, actor, 'judge', slug);
	const cursor = url.searchParams.get('cursor') ?? undefined;
	const { items, next_cursor } = await listRaters(store, actor, slug, { cursor, limit: MOST });
	const { training_items, training_pass, pause_below, gold_rate, swap_rate } = project.settings;
	return {
		raters: items,
		next: next_cursor,
		marks: {
			training: training_items > 0 ? training_pass : null,
			pause: pause_below > 0 ? pause_below : null
		},
		rates: { gold: gold_rate, swap: swap_rate }
	};
});

export const actions = {
	standing: action('standing', async ({ store, actor, slug, form }) => {
		const input = parseAs(StandingInput, { email: form.get('email') ?? '', act: form.get('act') ?? '' });
		const { email } = await changeStanding(store, actor, slug, input);
		return `${email} ${said[input.act]}`;
	})
} satisfies Actions;
