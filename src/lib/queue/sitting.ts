/** What a sitting exchanges with the server and with the bench of its stage. */
import type { Json } from '#lib/schema/json.ts';
import type { Mistake } from '#lib/schema/refusal.ts';
import type { Drafts } from './draft.ts';
import type { Entry } from './entry.ts';
import type { Outbox } from './outbox.svelte.ts';

/** Where a training item stands in its attempt. */
export type Step = { number: number; of: number; attempt: number; attempts: number };
/** What the server tells after an answer in training; see training.server.ts. */
export type Lesson = Step & {
	right: boolean | null;
	score: number | null;
	answers: Record<string, Json> | null;
	reason: string | null;
	result: { passed: boolean; right: number; of: number; needed: number; again: boolean } | null;
};

export type Held<Item> = {
	id: string;
	token: string;
	purpose: string;
	leased_until: string;
	form_version: number;
	/** in force when it was first handed out */
	guideline_version: number;
	item: Item;
	/** it trains: the right answer follows one's own, and it is answered one at a time */
	training?: Step;
	/** what a lead says of an item that came back, and one's own earlier answers, if one gave any */
	again?: { comment: string | null; by: string; answers: Record<string, Json> | null };
};
/** Why there is nothing to do, in the server's words. */
export type Holder = { name: string; items: number; until: string };
export type Reason = {
	code: string;
	message: string;
	back_at?: string;
	held?: number;
	holders?: Holder[];
};
export type Claimed<Item> = { assignments: Held<Item>[]; reason?: Reason };

export type Trouble = { code: string; title: string; detail: string; status: number; errors?: Mistake[] };
export type Outcome<T> =
	{ ok: true; status: number; body: T } | { ok: false; status: number; problem: Trouble };
/** How the server is reached; status 0 when nobody answers. */
export type Send = <T>(
	method: 'POST',
	path: string,
	body?: unknown,
	options?: { keepalive?: boolean; timeoutMs?: number }
) => Promise<Outcome<T>>;

/** What a bench needs of what is laid on it: also what nobody holds, as where a lead writes a final answer. */
export type OnBench<Item> = Pick<Held<Item>, 'item' | 'form_version'> & {
	again?: Pick<NonNullable<Held<Item>['again']>, 'answers'>;
};

/** Where a stage makes its answer: the sitting lays items on it and takes answers from it. */
export interface Bench<Item, Draft> {
	/** @param draft as it was left, or null for an item that was not begun */
	lay(held: OnBench<Item>, draft: Draft | null): void;
	/** as it stands; never changed afterwards */
	readonly draft: Draft;
	/** what is sent */
	readonly answers: Record<string, Json>;
	/** why it cannot be sent yet, or null */
	readonly why: string | null;
	/** It was given: what a model proposed is now the person's. */
	accept(): void;
}

/** What was done before, as the outbox has it. */
export type Done<Item, Draft> = Entry<Item, Draft>;

export type Saved = { state: 'saved' | 'wait' | 'lost'; text: string };

/** A project, and the last part of the address of the view that one works in. */
export type Origin = { slug: string; name: string; view?: string };

export type Setup<Item, Draft> = {
	project: Origin;
	leaseMinutes: number;
	/** what the server handed out with the page; null when the page asks for it by itself */
	first: Claimed<Item> | null;
	/** what this person has answered here before */
	done: number;
	bench: Bench<Item, Draft>;
	drafts: Drafts<Draft>;
	outbox: Outbox;
	send: Send;
};

/** The time of day as a working view says it. */
export const clock = (at: number, seconds = true): string =>
	new Date(at).toLocaleTimeString('en-GB', {
		hour: '2-digit',
		minute: '2-digit',
		...(seconds ? { second: '2-digit' } : {})
	});
