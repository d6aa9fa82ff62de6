/**
 * Sends what is in the outboxes, beside people's requests. Each message is taken for an attempt by a guarded update, so
 * that several servers of one database do not send it together; one that dies in an attempt is taken up again a minute
 * later. At least once, in no promised order: a receiver tells repeats by `webhook-id`.
 */
import type { Store } from '#lib/schema/store.server.ts';
import {
	dueTo,
	fill,
	liveHooks,
	settleDelivery,
	take,
	tidy,
	type Delivery,
	type Hook
} from './outbox.server.ts';
import { post, type Outcome } from './post.server.ts';
import { headersOf, secretOf } from './signature.server.ts';
import type { Means } from './webhooks.server.ts';

export type Delivering = Means & {
	/** where people reach this instance */
	origin: string;
	/** the last position that this process knows of */
	position: () => number;
	report: (error: unknown) => void;
	/** hears of each attempt */
	onAttempt?: (outcome: Outcome, milliseconds: number) => void;
	everyMs?: number;
};

/** Attempts under way to one webhook: while it fails, one alone. */
const AT_ONCE = 4;
const IN_ALL = 16;
const TIDY_MS = 10 * 60_000;

/** The secrets that sign now, the latest first. */
const secretsOf = (hmac: Buffer, { id, generation, formerUntil }: Hook, now: number): Buffer[] => [
	secretOf(hmac, id, generation),
	...(formerUntil !== null && formerUntil > now && generation > 1 ? [secretOf(hmac, id, generation - 1)] : [])
];

/** Starts to send. @returns how to stop: attempts under way are waited for no longer than a moment */
export function startWebhooks(
	store: Store,
	{ hmac, reach, origin, position, report, onAttempt, everyMs = 500 }: Delivering
): { stop(): Promise<void> } {
	let isStopped = false;
	let looking: Promise<void> | null = null;
	let tidiedAt = 0;
	/** how far each outbox has been filled, beside the position that is stored */
	const looked = new Map<string, { stored: number; at: number }>();
	const underWay = new Map<string, Set<Promise<void>>>();
	const failing = new Set<string>();
	const inAll = () => [...underWay.values()].reduce((sum, set) => sum + set.size, 0);

	async function attempt(hook: Hook, taken: Delivery): Promise<void> {
		const now = Date.now();
		const seconds = Math.floor(now / 1000);
		const headers = headersOf(secretsOf(hmac, hook, now), taken.messageId, seconds, taken.body);
		const outcome = await post(hook.url, headers, taken.body, reach, now);
		onAttempt?.(outcome, Date.now() - now);
		if (outcome.ok) failing.delete(hook.id);
		else failing.add(hook.id);
		await settleDelivery(store, taken, outcome, Date.now(), Math.random());
	}

	async function fillUp(hook: Hook): Promise<void> {
		const known = looked.get(hook.id);
		let stored = hook.position;
		let at = known?.stored === stored ? known.at : stored;
		while (at < position() && !isStopped) {
			const next = await fill(store, { ...hook, position: stored }, at, origin, Date.now());
			// The log is known to go on, and yet there is nothing: the next look finds it.
			if (next.at === at) return;
			at = next.at;
			if (next.wrote) stored = at;
			looked.set(hook.id, { stored, at });
		}
	}

	async function send(hook: Hook): Promise<void> {
		const mine = underWay.get(hook.id) ?? new Set();
		underWay.set(hook.id, mine);
		const spare = Math.min((failing.has(hook.id) ? 1 : AT_ONCE) - mine.size, IN_ALL - inAll());
		if (spare <= 0) return;
		for (const due of await dueTo(store.read, hook.id, spare, Date.now())) {
			if (isStopped) return;
			const taken = await take(store, due, Date.now());
			if (!taken) continue;
			const sending = attempt(hook, taken)
				.catch((error: unknown) => void (isStopped || report(error)))
				.finally(() => {
					mine.delete(sending);
					look();
				});
			mine.add(sending);
		}
	}

	async function round(): Promise<void> {
		const hooks = await liveHooks(store.read);
		for (const hook of hooks) await fillUp(hook);
		for (const hook of hooks) if (hook.state === 'on') await send(hook);
		if (Date.now() - tidiedAt < TIDY_MS) return;
		tidiedAt = Date.now();
		for (const hook of hooks) await tidy(store, hook.id, tidiedAt);
	}

	const look = (): void => {
		if (isStopped) return;
		looking ??= round()
			.catch((error: unknown) => void (isStopped || report(error)))
			.finally(() => (looking = null));
	};
	const timer = setInterval(look, everyMs);
	timer.unref();

	return {
		async stop() {
			isStopped = true;
			clearInterval(timer);
			await looking;
			// Those that are cut off are taken up again by the next server.
			const open = [...underWay.values()].flatMap((set) => [...set]);
			await Promise.race([Promise.all(open), new Promise((resolve) => setTimeout(resolve, 200).unref())]);
		}
	};
}
