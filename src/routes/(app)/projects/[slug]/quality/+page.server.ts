import { authorize } from '#lib/auth/access.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { page } from '#lib/http/page.server.ts';
import { listRaters } from '#lib/project/raters.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { agreement } from '#lib/quality/agreement.server.ts';
import { AgreementQuery, type AgreementView } from '#lib/quality/agreement.ts';
import { uncounted } from '#lib/quality/counted.server.ts';
import { soon } from '#lib/quality/soon.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { toAdjudicate } from '../../../to-adjudicate.server.ts';

/** Fields of the filter that nobody filled in are no filters; a day means its beginning. */
const filled = (params: URLSearchParams): Record<string, string> =>
	Object.fromEntries(
		[...params]
			.filter(([name, value]) => value !== '' || name === 'other' || name === 'one')
			.map(([name, value]) => [name, /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value])
	);

type Counted = { view: AgreementView } | { problem: { title: string; detail: string } };
/** Answers to gold, of everybody together; null where nobody was asked one. */
type Gold = { right: number; answers: number } | null;

export const load = page(async ({ store, actor, slug, url, event }) => {
	const { project } = await authorize(store, actor, 'judge', slug);
	const asked = parseAs(AgreementQuery, filled(url.searchParams), 'invalid_query');
	const { questions } = await formOf(store.read, project);
	const question = questions.find(({ name }) => name === asked.question)?.name ?? questions[0]?.name;
	const query = question === undefined ? asked : { ...asked, question };
	// The thread reads and counts: the page waits a little for it, so that it needs no scripts where that is enough.
	const counted: Promise<Counted> = agreement(
		store,
		event.locals.app.statistics,
		actor,
		slug,
		query,
		'quality'
	).then(
		(view) => ({ view }),
		(error: unknown) => ({
			problem:
				error instanceof Refusal
					? { title: 'This cannot be counted', detail: error.message }
					: uncounted(error, 'quality page')
		})
	);
	const gold: Promise<Gold> = listRaters(store, actor, slug, { limit: 100 }).then(
		({ items }) => {
			const answers = items.reduce((sum, rater) => sum + rater.gold.answers, 0);
			const right = items.reduce((sum, rater) => sum + rater.gold.right, 0);
			return answers === 0 ? null : { right, answers };
		},
		() => null
	);
	const early = await soon(counted);
	return {
		query,
		questions: questions.map(({ name, title = name, type }) => ({ name, title, type })),
		counted: early ?? counted,
		gold,
		disputed: toAdjudicate(store, event.locals.app.statistics, actor, slug, 'quality')
	};
});
