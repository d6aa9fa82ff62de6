/**
 * One way to write a page: who is not signed in is sent to the door and back, a refusal becomes the error page
 * with its own words, and a form gets its refusal back with what was typed.
 */
import { error, redirect, type ActionFailure, type RequestEvent, type ServerLoadEvent } from '@sveltejs/kit';
import type { Actor } from '#lib/auth/actor.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { readForm, refusable } from './form.server.ts';
import type { Problem } from './problem.ts';

type Common = { store: Store; actor: Actor; params: Record<string, string>; slug: string; url: URL };
export type PageCall = Common & { event: ServerLoadEvent };
export type ActionCall = Common & { event: RequestEvent; form: URLSearchParams };

const common = (event: RequestEvent, actor: Actor): Common => {
	const params = event.params as Record<string, string>;
	return { store: event.locals.app.store, actor, params, slug: params.slug ?? '', url: event.url };
};

const orErrorPage = async <T>(load: () => Promise<T>): Promise<T> => {
	try {
		return await load();
	} catch (refusal) {
		if (!(refusal instanceof Refusal)) throw refusal;
		error(refusal.status, { message: refusal.message, code: refusal.code });
	}
};

export const page =
	<T>(load: (call: PageCall) => Promise<T>) =>
	async (event: ServerLoadEvent): Promise<T> => {
		const { actor } = event.locals;
		const { url } = event;
		if (!actor) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`);
		return orErrorPage(() => load({ ...common(event, actor), event }));
	};

/** A page of the door: whoever comes may see it. */
export const openPage =
	<T>(load: (event: ServerLoadEvent) => Promise<T>) =>
	(event: ServerLoadEvent): Promise<T> =>
		orErrorPage(() => load(event));

export type Done<Name extends string> = { form: Name; done: string };
export type Refused<Name extends string> = { form: Name; problem: Problem; typed: Record<string, string> };

/**
 * A form's action. `act` answers with a sentence that says what was done, perhaps with more to show, or redirects.
 * `form` tells the forms of a page apart; of the fields, those in `keep` come back with a refusal, or what `keep` makes
 * of them.
 */
export const action =
	<const Name extends string, More extends object = Record<never, never>>(
		name: Name,
		act: (call: ActionCall) => Promise<string | ({ done: string } & More)>,
		keep: string[] | ((form: URLSearchParams) => Record<string, string>) = []
	) =>
	async (event: RequestEvent): Promise<(Done<Name> & Partial<More>) | ActionFailure<Refused<Name>>> => {
		const typed: Record<string, string> = {};
		return refusable(
			async (): Promise<Done<Name> & Partial<More>> => {
				const form = await readForm(event.request);
				if (typeof keep === 'function') Object.assign(typed, keep(form));
				else for (const field of keep) typed[field] = form.get(field) ?? '';
				const { actor } = event.locals;
				if (!actor)
					throw new Refusal(
						'unauthenticated',
						'Your session ended. Sign in again in another tab, then send this once more; what you typed is still here.'
					);
				const result = await act({ ...common(event, actor), event, form });
				const said = typeof result === 'string' ? { done: result } : result;
				return { form: name, ...said } as Done<Name> & Partial<More>;
			},
			{ form: name, typed }
		);
	};

/** A form of the door, which leads on when it was right. Of the fields, those in `keep` come back with a refusal. */
export const openAction =
	(act: (call: { event: RequestEvent; form: URLSearchParams }) => Promise<void>, keep: string[] = []) =>
	async (event: RequestEvent) => {
		const typed: Record<string, string> = {};
		return refusable(
			async () => {
				const form = await readForm(event.request);
				for (const field of keep) typed[field] = form.get(field) ?? '';
				await act({ event, form });
			},
			{ typed }
		);
	};
