import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { DECISION_LIMIT, DecisionInput, WaitQuery } from '#lib/runtime/input.ts';
import { ListQuery } from '#lib/runtime/inbox.server.ts';
import { isOpen } from '#lib/runtime/lifecycle.ts';
import { waitForOwn } from '#lib/runtime/read.server.ts';
import { list } from '#lib/runtime/reviewer.server.ts';
import { submitDecision } from '#lib/runtime/submit.server.ts';

export const GET = endpoint(
	{ summary: 'Decisions for people: open, sampled or all', query: ListQuery, answers: { 200: 'a page' } },
	async ({ store, actor, query }) => answer(await list(store, actor, query))
);

export const POST = endpoint(
	{
		summary: 'Propose an action; wait up to 55 seconds for what becomes of it',
		body: DecisionInput,
		query: WaitQuery,
		limit: DECISION_LIMIT,
		secret: true,
		answers: { 200: 'settled', 202: 'a person is needed' }
	},
	async ({ event, store, log, actor, body, query: { wait } }) => {
		const { secrets, stopping } = event.locals.app;
		const idempotencyKey = event.request.headers.get('idempotency-key');
		let { view } = await submitDecision(store, secrets, actor, body, { idempotencyKey });
		if (isOpen(view.status) && wait > 0) {
			const signal = AbortSignal.any([event.request.signal, stopping]);
			view = await waitForOwn({ store, log, secrets }, actor, view.id, wait, signal);
		}
		return answer(view, isOpen(view.status) ? 202 : 200);
	}
);
