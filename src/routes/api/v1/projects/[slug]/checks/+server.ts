import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { DECISION_LIMIT } from '#lib/runtime/input.ts';
import { listSeeds, makeSeed } from '#lib/runtime/seed.server.ts';
import { SeedInput } from '#lib/runtime/seed.ts';

export const GET = endpoint(
	{
		summary: 'Proposals that are known to be bad, by which reviewers are checked, and how each was answered',
		answers: { 200: 'the rate, and up to 200 checks, the newest first' }
	},
	async ({ store, actor, params: { slug = '' } }) => answer(await listSeeds(store, actor, slug))
);

export const POST = endpoint(
	{
		summary: 'Make a check of a decision that people rejected or edited, or write one',
		body: SeedInput,
		limit: DECISION_LIMIT,
		right: 'policy',
		answers: { 201: 'its id' }
	},
	async ({ store, actor, params: { slug = '' }, body }) =>
		answer(await makeSeed(store, actor, slug, body), 201)
);
