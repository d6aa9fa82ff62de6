/**
 * `claims {count}` means: hold so many. What a person still holds comes first, then what they held and lost, then
 * the next open places in the project's order, which `walk.server.ts` finds. Among new ones come gold items and
 * repeats, at the rates of the project; before all of it, training.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Access } from '#lib/auth/access.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import type { Desk, Task } from './desk.server.ts';
import { withHidden } from './hidden.server.ts';
import { expireDue, leasesOf, MOST, regain, renewHeld, type Claimer, type Lease } from './lease.server.ts';
import { leaseGold, leaseRepeat } from './check.server.ts';
import { dueOf, workFrom } from './due.ts';
import { reasonFor, type Reason } from './reason.server.ts';
import { againOf, type Again } from './review.server.ts';
import { takeSeat, handedTo, type Seat } from './seat.server.ts';
import { shownId } from './shown.ts';
import { tokenOf } from './token.ts';
import { leaseTraining, stepsOf, trains, type Step } from './training.server.ts';
import { walk, type Walk } from './walk.server.ts';

export type Handed<Shown = unknown> = {
	id: string;
	token: string;
	/** a gold item or a repeat shows as work, so that nobody can tell */
	purpose: 'work' | 'review';
	leased_until: string;
	/** under which the answers are checked, whatever the project's form is by then */
	form_version: number;
	/** that were in force when it was first handed out: the judgment names them */
	guideline_version: number;
	item: Shown;
	/** what a lead says of an item that came back */
	again?: Again;
	/** an item of the training, which is open: the right answer comes after one's own */
	training?: Step;
};
export type Claimed<Shown = unknown> = { assignments: Handed<Shown>[]; reason?: Reason };

/** A walk that is long goes on in a further write. */
const MOST_WRITES = 500;
/** Nothing found, but a place that was locked: look again so often before saying that there is none. */
const MOST_AGAIN = 8;

/** New items, each as its number says: work, gold or a repeat. Where no gold and no repeat is to be had, work stands in. */
async function handOut(
	store: Store,
	tx: Tx,
	claimer: Claimer,
	seat: Seat,
	leases: Lease[],
	wanted: number
): Promise<Walk> {
	const { gold_rate: gold, swap_rate: repeat } = claimer.project.settings;
	const all = [...leases];
	let passed = false;
	while (all.length < wanted) {
		const n = handedTo(seat) + 1;
		const due = dueOf(n, { gold, repeat });
		const check =
			due === 'gold'
				? await leaseGold(store, tx, claimer, seat)
				: due === 'repeat'
					? await leaseRepeat(tx, claimer, seat)
					: null;
		if (check) {
			all.push(check);
			continue;
		}
		const many = workFrom(n, { gold, repeat }, wanted - all.length);
		const work = await walk(store, tx, claimer, seat, many);
		all.push(...work.leases);
		passed ||= work.passed;
		if (!work.finished || work.leases.length < many) return { leases: all, finished: work.finished, passed };
	}
	return { leases: all, finished: true, passed };
}

/** One write of a claim. Locks only what nobody else decides over now, so that claims never wait for each other. */
async function hold(store: Store, tx: Tx, claimer: Claimer, wanted: number): Promise<Walk> {
	const seat = await takeSeat(store, tx, claimer.project.id, claimer.userId);
	const mine = await leasesOf(tx, claimer);
	const held = mine.filter(({ state }) => state === 'leased').slice(0, wanted);
	const leases = await renewHeld(store, tx, claimer, held);
	if (leases.length === wanted || claimer.project.state !== 'active')
		return { leases, finished: true, passed: false };
	// Whoever is paused keeps what they hold, and is handed nothing else.
	if (seat.paused_at !== null) return { leases, finished: true, passed: false };
	await expireDue(store, tx, claimer);
	for (const { id, purpose } of mine.filter(({ state }) => state !== 'leased')) {
		if (leases.length === wanted) break;
		if (purpose === 'work' && trains(claimer.project, seat)) continue;
		const lease = await regain(store, tx, claimer, id);
		if (lease) leases.push(lease);
	}
	if (leases.length === wanted) return { leases, finished: true, passed: false };
	if (trains(claimer.project, seat)) {
		const training = await leaseTraining(store, tx, claimer, seat, wanted - leases.length);
		if (training) return { leases: [...leases, ...training], finished: true, passed: false };
	}
	return handOut(store, tx, claimer, seat, leases, wanted);
}

const tenIds = Array.from({ length: MOST }, (_, i) => `$${i + 1}`).join(', ');

async function tasksOf(store: Store, project: Access['project'], leases: Lease[]): Promise<Task[]> {
	const unread = leases.filter(({ payload }) => payload === undefined);
	const ids = Array.from({ length: MOST }, (_, i) => unread[i]?.item_id ?? '');
	const items =
		unread.length === 0
			? []
			: await store.read.query<{ id: string; payload: string }>(
					`select id, payload from item where id in (${tenIds})`,
					...ids
				);
	const payloads = new Map(items.map(({ id, payload }) => [id, JSON.parse(payload) as Payload]));
	return leases.map((lease) => ({
		assignmentId: lease.id,
		projectId: project.id,
		itemId: lease.item_id,
		shownId: shownId(project, lease.id, lease.item_id),
		payload: lease.payload ?? payloads.get(lease.item_id) ?? {},
		formVersion: lease.form_version,
		shown: lease.shown === null ? null : (JSON.parse(lease.shown) as string[])
	}));
}

/**
 * @param count how many to hold, 1 to 10; more or less is clamped
 * @param random from 0 to below 1: what is drawn, where the order draws
 * @returns what the person now holds, or the reason why it is nothing
 * @throws Refusal archived; forbidden for whoever is not a person
 */
export async function claim<Shown>(
	store: Store,
	{ project, actor }: Access,
	{ count = 1 }: { count?: number | undefined },
	desk: Desk<Shown>,
	now: number = Date.now(),
	random: () => number = Math.random
): Promise<Claimed<Shown>> {
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person can judge.');
	if (project.state === 'archived')
		throw new Refusal('archived', `“${project.name}” is archived: nothing more is handed out.`);
	const wanted = Math.min(MOST, Math.max(1, Math.trunc(count)));
	const dueAt = Math.round(now + project.settings.lease_minutes * 60_000);
	const claimer: Claimer = { project, userId: actor.id, desk, now, dueAt, random };
	let leases: Lease[] = [];
	for (let writes = 0, again = 0; writes < MOST_WRITES; writes++) {
		const held = await store.write((tx) => hold(store, tx, claimer, wanted));
		leases = held.leases;
		if (!held.finished) continue;
		if (leases.length > 0 || !held.passed || again++ === MOST_AGAIN) break;
		await sleep(Math.random() * 4 * again);
	}
	const reason = leases.length === 0 ? await reasonFor(store, project, actor.id, now) : null;
	const tasks = leases.length === 0 ? [] : await tasksOf(store, project, leases);
	const items = await desk.show(store.read, await withHidden(store.read, project, tasks));
	const steps = await stepsOf(store.read, project, actor.id, leases);
	const sentBack = await againOf(store.read, leases, tasks, desk);
	return {
		assignments: leases.map((lease, i) => {
			const item = items[i];
			const training = steps.get(lease.id);
			const again = sentBack.get(lease.id);
			if (item === undefined) throw new Error(`The desk shows no item for ${lease.id}.`);
			return {
				id: lease.id,
				token: tokenOf(lease),
				purpose: lease.purpose === 'review' ? ('review' as const) : ('work' as const),
				leased_until: new Date(lease.due_at).toISOString(),
				form_version: lease.form_version,
				guideline_version: lease.guideline_version,
				item,
				...(training ? { training } : {}),
				...(again ? { again } : {})
			};
		}),
		...(reason ? { reason } : {})
	};
}
