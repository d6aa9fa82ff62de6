/**
 * Writes down what time or a halt has made of a decision, when somebody looks. Reading is enough: no sweeper is
 * needed for anybody to see the truth. A time-out rejects; a window that nobody watched through asks a person.
 */
import { eq } from 'drizzle-orm';
import { append } from '#lib/log/append.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { decision } from '#lib/schema/tables.ts';
import {
	gateOf,
	lockDecision,
	standingOf,
	type DecisionRow,
	type Found,
	type ProjectRow
} from './decision.server.ts';
import { endingOf, type Status } from './lifecycle.ts';
import { lockSwitches, readSwitches } from './switches.server.ts';
import { isWatched, wasWatched } from './watch.server.ts';

type Change = { status: DecisionRow['status']; type: string | null; reason: Json; vetoUntil?: null };

/** What becomes of a locked decision now; null when it stands. */
async function changeOf(tx: Tx, row: DecisionRow, epoch: number, now: number): Promise<Change | null> {
	switch (endingOf(standingOf(row), epoch, now)) {
		case 'halted':
			// The halt is the act and has its event; this is how it is read.
			return { status: 'halted', type: null, reason: { code: 'halted', text: 'It was stopped.' } };
		case 'expired':
			return {
				status: 'expired',
				type: 'decision.expired',
				reason: { code: 'timeout', text: 'Nobody answered in time, so it is rejected.' }
			};
		case 'window_closed': {
			const until = row.vetoUntil ?? now;
			const watched = await wasWatched(tx, row.projectId, gateOf(row), row.createdAt, until, now);
			if (watched)
				return {
					status: 'approved',
					type: 'decision.approved',
					reason: { code: 'unvetoed', text: 'Nobody vetoed it.' }
				};
			return unwatched;
		}
		case null:
			if (row.status !== 'veto_open' || (await isWatched(tx, row.projectId, gateOf(row), now))) return null;
			return unwatched;
	}
}

const unwatched: Change = {
	status: 'pending',
	type: 'decision.unwatched',
	reason: { code: 'no_watcher', text: 'Nobody watched all the time, so a person is asked.' },
	vetoUntil: null
};

/** @returns whether anything changed */
async function change(
	tx: Tx,
	row: DecisionRow,
	project: ProjectRow,
	epoch: number,
	now: number
): Promise<boolean> {
	const next = await changeOf(tx, row, epoch, now);
	if (!next) return false;
	const { status, type, reason } = next;
	const open = status === 'pending';
	await tx
		.update(decision)
		.set({
			status,
			reason,
			version: row.version + 1,
			settledAt: open ? null : now,
			holder: null,
			leaseToken: null,
			leasedUntil: null,
			...(next.vetoUntil === null ? { vetoUntil: null } : {})
		})
		.where(eq(decision.id, row.id));
	if (type)
		await append(
			tx,
			{
				type,
				actor: 'system',
				project,
				subject: { type: 'decision', id: row.id },
				data: { agent: row.agent, action: row.actionName, status }
			},
			now
		);
	return true;
}

/** Whether an open decision may have to be settled: cheap, and without a lock. */
async function isDue(store: Store, row: DecisionRow, now: number): Promise<boolean> {
	if (row.status !== 'pending' && row.status !== 'veto_open') return false;
	const { epoch } = await readSwitches(store.read, row);
	if (endingOf(standingOf(row), epoch, now) !== null) return true;
	return row.status === 'veto_open' && !(await isWatched(store.read, row.projectId, gateOf(row), now));
}

/** Brings a decision up to the moment. @returns whether it has changed since it was read */
export async function settle(store: Store, { row, project }: Found, now: number): Promise<boolean> {
	if (!(await isDue(store, row, now))) return false;
	await store.write(async (tx) => {
		const { epoch } = await lockSwitches(store, tx, row);
		let locked = await lockDecision(store, tx, row.id);
		// A window that nobody watched through may have run out altogether meanwhile.
		for (let turns = 0; turns < 2 && (await change(tx, locked, project, epoch, now)); turns++)
			locked = await lockDecision(store, tx, row.id);
	});
	return true;
}

/** A decision that is open still, locked: what a verb that answers needs. */
export async function stillOpen(
	tx: Tx,
	row: DecisionRow,
	epoch: number,
	now: number
): Promise<Status | null> {
	if (row.status !== 'pending' && row.status !== 'veto_open') return row.status;
	const ending = endingOf(standingOf(row), epoch, now);
	return ending === 'halted' ? 'halted' : ending === 'expired' ? 'expired' : null;
}
