/**
 * One way to write an API endpoint: what it takes is declared (and so documented), then parse, authorize, one
 * call, one answer. What it throws becomes a problem document, for every endpoint alike.
 */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import type { Right } from '#lib/auth/access.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import { BODY_LIMIT, jsonOf, parseAs, readText } from './body.ts';
import { once } from './idempotency.server.ts';
import { answerTo } from './problem.server.ts';

type Recheck = { store: Store; actor: Actor; params: Record<string, string>; body: unknown };

export type Spec = {
	/** one line for the API's description */
	summary: string;
	/** open to those who are not signed in */
	open?: boolean;
	/** the body as JSON, or `stream` when the verb reads it by itself */
	body?: z.ZodType | 'stream';
	query?: z.ZodType;
	/** largest JSON body in bytes */
	limit?: number;
	/** statuses of success, with what they mean */
	answers: Record<number, string>;
	/** in the project, checked again before a stored answer is repeated; the verb checks by itself the first time */
	right?: Right;
	/** the same for addresses that name no project */
	recheck?: (given: Recheck) => unknown;
	/** the body or the answer holds a password, key or link: an Idempotency-Key keeps nothing of it */
	secret?: boolean;
};

type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;
export type Call<S extends Spec> = {
	event: RequestEvent;
	store: Store;
	log: App.Locals['app']['log'];
	actor: S['open'] extends true ? Actor | null : Actor;
	params: Record<string, string>;
	body: Parsed<S['body']>;
	query: Parsed<S['query']>;
};

export type Endpoint = ((event: RequestEvent) => Promise<Response>) & { spec: Spec };

export const answer = (value: unknown, status = 200): Response =>
	Response.json(value, { status, headers: { 'cache-control': 'no-store' } });
export const noContent = (): Response => new Response(null, { status: 204 });

export function endpoint<const S extends Spec>(
	spec: S,
	handle: (call: Call<S>) => Promise<Response>
): Endpoint {
	const serve = async (event: RequestEvent): Promise<Response> => {
		const { store, log } = event.locals.app;
		const actor = event.locals.actor;
		if (!actor && !spec.open)
			throw (
				event.locals.refused ?? new Refusal('unauthenticated', 'Sign in, or send Authorization: Bearer as_….')
			);
		const params = event.params as Record<string, string>;
		const query = spec.query
			? parseAs(spec.query, Object.fromEntries(event.url.searchParams), 'invalid_query')
			: undefined;
		const streamed = spec.body === 'stream' || spec.body === undefined;
		const text = streamed ? '' : await readText(event.request, spec.limit ?? BODY_LIMIT);
		const body = streamed ? undefined : parseAs(spec.body as z.ZodType, jsonOf(text));
		const act = () => handle({ event, store, log, actor, params, body, query } as unknown as Call<S>);
		const key = event.request.headers.get('idempotency-key');
		if (!key || !actor || spec.secret || spec.body === 'stream' || event.request.method === 'GET')
			return act();
		const allowed = async () => {
			if (spec.right && params.slug) await authorize(store, actor, spec.right, params.slug);
			await spec.recheck?.({ store, actor, params, body });
		};
		const scope = {
			actor: actorName(actor),
			method: event.request.method,
			resource: event.url.pathname,
			key
		};
		return once(store, scope, text, allowed, act);
	};
	const respond = (event: RequestEvent) => serve(event).catch((error: unknown) => answerTo(error, event));
	return Object.assign(respond, { spec });
}
