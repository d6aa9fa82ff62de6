import { authorize } from '#lib/auth/access.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { changeStanding, listStandings, oneRater, StandingInput } from '#lib/project/raters.server.ts';
import { counted } from '#lib/quality/counted.server.ts';
import { countErrors, listErrors } from '#lib/quality/errors.server.ts';
import { people } from '#lib/quality/people.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Actions } from './$types';
import { RatersAddress } from './address.ts';

const said = {
	pause: 'is paused: nothing new is handed out to them. What they hold they may still answer.',
	resume: 'goes on: they get items again.',
	retry: 'may try the training once more.',
	exempt: 'begins without the training.'
};

export const load = page(async ({ event, store, actor, slug, url }) => {
	const { project } = await authorize(store, actor, 'judge', slug);
	const asked = parseAs(RatersAddress, Object.fromEntries(url.searchParams));
	const { question, person } = asked;
	const { statistics } = event.locals.app;
	const [standings, { value: measures, problem }, one, errors, overruled] = await Promise.all([
		listStandings(store, actor, slug),
		project.stage === 'runtime'
			? { value: null, problem: null }
			: counted(
					people(store, statistics, actor, slug, { question, person }, `people ${newId()}`),
					'raters page'
				),
		person === undefined ? null : oneRater(store, actor, slug, person),
		countErrors(store, actor, slug),
		person === undefined ? [] : listErrors(store, actor, slug, person)
	]);
	const { training_items, training_pass, pause_below, gold_rate, swap_rate } = project.settings;
	return {
		asked,
		standings,
		measures,
		problem,
		one,
		errors,
		overruled,
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
