/**
 * Looks once a second for what time or a halt has ended, so that pages and listeners hear of it. Nothing depends on
 * it: whoever reads a decision sees the same without. Several servers may look at once; each ending is written once.
 */
import type { Store } from '#lib/schema/store.server.ts';
import { findDecision } from './decision.server.ts';
import { giveNotice } from './notice.server.ts';
import { settle } from './settle.server.ts';
import { epochOf } from './switches.server.ts';

const EVERY_MS = 1_000;
const BATCH = 100;

/** Settles what is due, at most a batch. @returns how many were looked at */
export async function settleDue(store: Store, now = Date.now()): Promise<number> {
	const due = await store.read.query<{ id: string }>(
		`select id from decision where status = 'pending' and expires_at <= $1
		union all select id from decision where status = 'veto_open'
		limit ${BATCH}`,
		now
	);
	for (const { id } of due) {
		const found = await findDecision(store.read, id);
		if (found) await settle(store, found, now);
	}
	return due.length;
}

/** Writes down what halts have ended, a batch a write: the halt's own event tells of them. */
export async function settleHalted(store: Store, now = Date.now()): Promise<void> {
	for (;;) {
		const ended = await store.write((tx) =>
			tx.query<{ id: string }>(
				`update decision set status = 'halted', settled_at = $1, version = version + 1,
				reason = $2, holder = null, lease_token = null, leased_until = null
				where id in (select id from decision where status in ('pending', 'veto_open')
					and ${epochOf} > halt_epoch limit ${BATCH})
				and status in ('pending', 'veto_open') returning id`,
				now,
				'{"code":"halted","text":"It was stopped."}'
			)
		);
		if (ended.length < BATCH) return;
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/** Starts to look; ends with the signal. */
export function keepTime(store: Store, report: (error: unknown) => void, stopping: AbortSignal): void {
	let epoch = -1;
	let busy = false;
	const look = async () => {
		await settleDue(store);
		await giveNotice(store);
		const [sum] = await store.read.query<{ epoch: number }>(
			'select coalesce(sum(epoch), 0) as epoch from halt_switch'
		);
		if (Number(sum?.epoch) === epoch) return;
		await settleHalted(store);
		epoch = Number(sum?.epoch);
	};
	const timer = setInterval(() => {
		if (busy || stopping.aborted) return;
		busy = true;
		look()
			.catch((error: unknown) => {
				if (!stopping.aborted) report(error);
			})
			.finally(() => (busy = false));
	}, EVERY_MS);
	timer.unref();
	stopping.addEventListener('abort', () => clearInterval(timer));
}
