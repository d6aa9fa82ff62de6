/**
 * Walks to the next open places that a person may have: band after band, each from the person's cursor on, or through
 * one drawn stratum at a time. A window of places is looked at, so it costs the same however many items there are; a
 * cursor moves only over places that its person was handed.
 */
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { leaseNew, regain, ROUND, type Claimer, type Lease } from './lease.server.ts';
import { isDrawn } from './pair.ts';
import { advance, cursorIn, type Seat } from './seat.server.ts';
import { draw, strataFor, type Draw } from './stratum.server.ts';
import { turnsAt } from './turns.server.ts';

/** Places looked at in one statement: few at first, since the next one is nearly always among them. */
const WINDOW = 16;
const LONG_WINDOW = 64;
/** A person who is far behind (much was reopened) walks on in a further write, so that none is long. */
const WINDOWS_A_WRITE = 20;
/** So many draws may lead to nothing before all strata are looked through for what there still is. */
const DRAWS = 4;

/** Bands that hold an open place, from one on to the last, by one step of the index each. */
const openBands = (tx: Tx, projectId: string, from: number): Promise<{ band: number }[]> =>
	tx.query<{ band: number }>(
		`with recursive stair (band) as (
			select (select band from place where project_id = $1 and open > 0 and band >= $2 order by band limit 1)
			union all
			select (select band from place where project_id = $1 and open > 0 and band > stair.band
				order by band limit 1) from stair where stair.band is not null
		) select band from stair where band is not null`,
		projectId,
		from
	);

/** Below it are the bands of pairs. */
const UNPAIRED = 0;
const FIRST_BAND = -2_147_483_648;

type Candidate = { item_id: string; rank: number; mine: string | null };

/**
 * Open places after a rank, each with what this person has to do with it: a scalar subquery, since a join scans. Whoever
 * looked at an item again, and never had it as work, is not handed it as that.
 */
const windowAfter = (tx: Tx, { project, userId }: Claimer, band: number, rank: number, size: number) =>
	tx.query<Candidate>(
		`select item_id, rank, (select a.state || ' ' || a.id from assignment a where a.item_id = place.item_id
			and a.user_id = $2 and ((a.purpose = 'work' and a.round = ${ROUND})
				or (a.purpose = 'review' and a.state in ('leased', 'submitted', 'skipped')))
			order by a.purpose desc limit 1) as mine
		from place where project_id = $1 and band = $3 and open > 0 and rank > $4 order by rank limit $5`,
		project.id,
		userId,
		band,
		rank,
		size
	);

/** `passed`: a place that may be for this person was locked, or went to somebody else at this moment */
export type Walk = { leases: Lease[]; finished: boolean; passed: boolean };

/** One walk of one write. */
function walking(store: Store, tx: Tx, claimer: Claimer, seat: Seat) {
	const round = turnsAt(tx, claimer, seat.turns);
	const moved = new Map<number, number>();
	const state = { leases: [] as Lease[], served: 0, windows: 0, passed: false };
	const takeOne = async (
		{ item_id: itemId, mine }: Candidate,
		probability: number | null
	): Promise<Lease | null> => {
		if (mine !== null) return regain(store, tx, claimer, mine.split(' ')[1] ?? '');
		const first = (many: number) => round.first(many, itemId);
		const lease = await leaseNew(store, tx, claimer, itemId, first, probability);
		if (lease) state.served++;
		return lease;
	};
	const cursorOf = async (band: number): Promise<number> =>
		moved.get(band) ??
		seat.cursors.get(band) ??
		(band < 0 ? cursorIn(tx, claimer.project.id, claimer.userId, band) : 0);
	return {
		state,
		/** Whether the write has walked far enough; whoever asks goes on in the next one. */
		isFar(): boolean {
			if (state.windows < WINDOWS_A_WRITE) return false;
			state.windows = WINDOWS_A_WRITE + 1;
			return true;
		},
		/** Walks through a band until so many are held or nothing is left. @returns whether it got to the end of one */
		async through(band: number, wanted: number, probability: number | null): Promise<boolean> {
			let from = await cursorOf(band);
			/** false once a place was passed over that may still be for this person */
			let firm = true;
			for (let size = WINDOW; ; size = LONG_WINDOW) {
				if (state.windows++ === WINDOWS_A_WRITE) return false;
				const found = await windowAfter(tx, claimer, band, from, size);
				for (const candidate of found) {
					from = candidate.rank;
					if (candidate.mine === null || !/^(leased|submitted|skipped) /.test(candidate.mine)) {
						const lease = await takeOne(candidate, probability);
						if (lease) state.leases.push(lease);
						else {
							firm = false;
							state.passed = true;
						}
					}
					if (firm) moved.set(band, candidate.rank);
					if (state.leases.length === wanted) return true;
				}
				if (found.length < size) return true;
			}
		},
		/** Keeps what became of the person's cursors and turns. */
		async end(): Promise<Walk> {
			await advance(tx, claimer.project.id, claimer.userId, moved, state.served, round.turns);
			seat.turns = round.turns;
			for (const [band, cursor] of moved) seat.cursors.set(band, cursor);
			seat.served += state.served;
			const { leases, windows, passed } = state;
			return { leases, finished: windows <= WINDOWS_A_WRITE, passed };
		}
	};
}
type Walking = ReturnType<typeof walking>;

async function inOrder(
	tx: Tx,
	{ project }: Claimer,
	walk: Walking,
	wanted: number,
	from: number
): Promise<void> {
	for (const { band } of await openBands(tx, project.id, from)) {
		if (!(await walk.through(band, wanted, null))) return;
		if (walk.state.leases.length === wanted) return;
	}
}

/** Of some strata one, in proportion to what they weigh. */
function oneOf(strata: Draw[], point: number): Draw | null {
	const sum = strata.reduce((all, { probability }) => all + probability, 0);
	let left = point * sum;
	for (const { band, probability } of strata) {
		left -= probability;
		if (left < 0) return { band, probability: probability / sum };
	}
	const last = strata.at(-1);
	return last ? { band: last.band, probability: last.probability / sum } : null;
}

/** What is not weighed yet is as likely as all are on average, and what is never drawn else a hundredth of that. */
const likely = (strata: { band: number; probability: number | null }[]): Draw[] =>
	strata.map(({ band, probability }) => ({
		band,
		probability: Math.max(probability ?? 1 / strata.length, 0.01 / strata.length)
	}));

/**
 * Each item by a draw of its own. The probability that is kept is that of the draw that led to it. A draw that leads to
 * nothing is made again, which makes every stratum that has something for this person likelier by the same factor: so
 * their weights beside each other stay what they are.
 */
async function byDraw(tx: Tx, claimer: Claimer, walk: Walking, wanted: number): Promise<void> {
	const { project, userId, random } = claimer;
	const { leases } = walk.state;
	const spent = new Set<number>();
	for (let draws = 0; draws < DRAWS && leases.length < wanted;) {
		if (walk.isFar()) return;
		const drawn = await draw(tx, project.id, random());
		if (drawn === null) break;
		const before = leases.length;
		if (!spent.has(drawn.band)) await walk.through(drawn.band, before + 1, drawn.probability);
		if (leases.length > before) draws = 0;
		else {
			spent.add(drawn.band);
			draws++;
		}
	}
	if (leases.length === wanted || walk.isFar()) return;
	let left = likely(await strataFor(tx, project.id, userId));
	while (leases.length < wanted) {
		if (walk.isFar()) return;
		left = left.filter(({ band }) => !spent.has(band));
		const drawn = oneOf(left, random());
		if (drawn === null) break;
		const before = leases.length;
		await walk.through(drawn.band, before + 1, drawn.probability);
		if (leases.length === before) spent.add(drawn.band);
	}
	// Where the order changed a moment ago, some places stand in its bands still.
	if (leases.length < wanted) await inOrder(tx, claimer, walk, wanted, UNPAIRED);
}

/** Takes the next open places that this person was never handed, or was and may have again. */
export async function walk(
	store: Store,
	tx: Tx,
	claimer: Claimer,
	seat: Seat,
	wanted: number
): Promise<Walk> {
	const own = walking(store, tx, claimer, seat);
	if (isDrawn(claimer.project.settings.order)) await byDraw(tx, claimer, own, wanted);
	else await inOrder(tx, claimer, own, wanted, FIRST_BAND);
	return own.end();
}
