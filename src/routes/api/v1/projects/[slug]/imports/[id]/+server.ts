import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { weighImport, withdrawImport } from '#lib/project/withdraw.server.ts';

export const GET = endpoint(
	{
		summary: 'What would go and what would stay, were this import withdrawn now',
		answers: { 200: 'counts' }
	},
	async ({ store, actor, params: { slug = '', id = '' } }) =>
		answer(await weighImport(store, actor, slug, id))
);

export const DELETE = endpoint(
	{
		summary: 'Withdraw the items of an import that nobody judged or holds; says how many stay, and why',
		right: 'manage',
		answers: { 200: 'counts' }
	},
	async ({ store, actor, params: { slug = '', id = '' } }) =>
		answer(await withdrawImport(store, actor, slug, id))
);
