import { standing } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { ProjectPatch } from '#lib/project/input.ts';
import { changeProject } from '#lib/project/project.server.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';
import { listReviewers, ReviewersQuery } from '#lib/runtime/reviewers.server.ts';
import { listSeeds, makeSeed, possibleSeeds, retireSeed } from '#lib/runtime/seed.server.ts';
import { SeedInput } from '#lib/runtime/seed.ts';
import { parseJson } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Actions } from './$types';

export const load = page(async ({ store, actor, slug, url }) => {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const query = parseAs(ReviewersQuery, Object.fromEntries(url.searchParams));
	const leads = may(actor, 'policy', await standing(store.read, actor, project)) !== null;
	const [reviewers, seeds, possible] = await Promise.all([
		listReviewers(store, actor, slug, query),
		leads ? listSeeds(store, actor, slug) : null,
		leads ? possibleSeeds(store, actor, slug) : []
	]);
	return { ...reviewers, query, seeds, possible };
});

export const actions = {
	rate: action(
		'rate',
		async ({ store, actor, slug, form }) => {
			const percent = Number(form.get('percent') ?? '');
			if (!(percent >= 0 && percent <= 100))
				throw new Refusal('invalid', 'Write a percentage from 0 to 100.');
			const patch = parseAs(ProjectPatch, { settings: { check_rate: percent / 100 } });
			await changeProject(store, actor, slug, patch);
			return percent === 0 ? 'No checks come any more.' : 'Saved.';
		},
		['percent']
	),
	use: action('use', async ({ store, actor, slug, form }) => {
		await makeSeed(store, actor, slug, { decision: form.get('decision') ?? '' });
		return 'It is a check now.';
	}),
	write: action(
		'write',
		async ({ store, actor, slug, form }) => {
			const input = parseAs(SeedInput, {
				key: form.get('key') ?? '',
				proposal: parseJson(form.get('proposal') ?? ''),
				why: form.get('why') ?? ''
			});
			await makeSeed(store, actor, slug, input);
			return 'It is a check now.';
		},
		['key', 'proposal', 'why']
	),
	retire: action('retire', async ({ store, actor, slug, form }) => {
		await retireSeed(store, actor, slug, form.get('id') ?? '');
		return 'It is shown to nobody any more.';
	})
} satisfies Actions;
