import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { WaitQuery } from '#lib/runtime/input.ts';
import { withReceipt } from '#lib/runtime/receipt.server.ts';
import { readOwn, waitForOwn } from '#lib/runtime/read.server.ts';
import { read } from '#lib/runtime/reviewer.server.ts';

export const GET = endpoint(
	{
		summary: 'One decision; the asking key may wait, and gets a grant when it is approved',
		query: WaitQuery,
		answers: { 200: 'the decision' }
	},
	async ({ event, store, log, actor, params: { id = '' }, query: { wait } }) => {
		const { secrets, stopping } = event.locals.app;
		if (actor.kind !== 'program' || actor.role !== 'agent')
			return answer(await withReceipt(store.read, secrets, await read(store, actor, id)));
		if (wait === 0) return answer(await readOwn(store, secrets, actor, id));
		const signal = AbortSignal.any([event.request.signal, stopping]);
		return answer(await waitForOwn({ store, log, secrets }, actor, id, wait, signal));
	}
);
