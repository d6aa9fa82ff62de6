import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { policyHistory } from '#lib/runtime/policy.server.ts';

export const GET = endpoint(
	{ summary: 'Every version of the policy, the newest first', answers: { 200: 'a list' } },
	async ({ store, actor, params: { slug = '' } }) =>
		answer({ items: await policyHistory(store, actor, slug), next_cursor: null })
);
