import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { LoopInput } from '#lib/loop/rule.ts';
import { readLoop, writeLoop } from '#lib/loop/rules.server.ts';

export const GET = endpoint(
	{ summary: 'Which decisions open items in other projects', answers: { 200: 'the rules' } },
	async ({ store, actor, params: { slug = '' } }) => answer(await readLoop(store, actor, slug))
);

export const PUT = endpoint(
	{
		summary: 'Say which decisions open items in other projects',
		body: LoopInput,
		right: 'policy',
		answers: { 200: 'the rules' }
	},
	async ({ store, actor, params: { slug = '' }, body }) => answer(await writeLoop(store, actor, slug, body))
);
