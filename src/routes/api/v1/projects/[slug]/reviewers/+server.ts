import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { listReviewers, ReviewersQuery } from '#lib/runtime/reviewers.server.ts';

export const GET = endpoint(
	{
		summary:
			'How reviewers do: time, approvals, overrides, checks, second signatures, changed minds; oneself for a reviewer',
		query: ReviewersQuery,
		answers: { 200: 'people, and the verdicts behind a figure where a person is named' }
	},
	async ({ store, actor, params: { slug = '' }, query }) =>
		answer(await listReviewers(store, actor, slug, query))
);
