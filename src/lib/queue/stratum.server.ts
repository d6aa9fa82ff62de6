/**
 * Strata: what a claim draws among where the order says so. A draw is one step of an index, however many pairs of models
 * there are; the probabilities are set beside the work, and nobody's claim computes or waits for them.
 */
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { LAST_BAND } from './band.ts';
import { NO_PAIR } from './pair.ts';

/** Pairs looked up in one statement. */
const LOOKED_UP = 128;

/**
 * The bands of pairs, each made when it is first met. Belongs behind the lock on the project's tail: so two who meet a
 * pair at once come one after the other.
 */
export async function bandsOf(tx: Tx, projectId: string, pairs: string[]): Promise<Map<string, number>> {
	const bands = new Map<string, number>();
	const asked = [...new Set(pairs)];
	for (let at = 0; at < asked.length; at += LOOKED_UP) {
		const some = Array.from({ length: LOOKED_UP }, (_, i) => asked[at + i] ?? NO_PAIR);
		const rows = await tx.query<{ models: string; band: number }>(
			`select models, band from stratum where project_id = $1
				and models in (${some.map((_, i) => `$${i + 2}`).join(', ')})`,
			projectId,
			...some
		);
		for (const { models, band } of rows) bands.set(models, band);
	}
	for (const pair of asked.filter((one) => !bands.has(one))) {
		const [made] = await tx.query<{ band: number }>(
			`insert into stratum (project_id, band, models, judged)
			select $1, case when $2 = '' then ${LAST_BAND} else coalesce(min(case when band < 0 then band end), 0) - 1 end, $2, 0
			from stratum where project_id = $1 returning band`,
			projectId,
			pair
		);
		if (made) bands.set(pair, made.band);
	}
	return bands;
}

export type Draw = { band: number; probability: number };

/** @param point from 0 to below 1 @returns null where nothing is weighed yet */
export async function draw(tx: Tx, projectId: string, point: number): Promise<Draw | null> {
	const [found] = await tx.query<Draw>(
		`select band, probability from stratum where project_id = $1 and upto > $2 order by upto limit 1`,
		projectId,
		point
	);
	return found ?? null;
}

/**
 * Strata that hold an open place beyond a person's cursor, with what each weighs. Two steps of indexes a stratum: for
 * the end of the work, when most of what is drawn is nothing for them any more.
 */
export const strataFor = (
	tx: Tx,
	projectId: string,
	userId: string
): Promise<{ band: number; probability: number | null }[]> =>
	tx.query<{ band: number; probability: number | null }>(
		`select band, probability from stratum where project_id = $1 and
			(select place.rank from place where place.project_id = $1 and place.band = stratum.band and place.open > 0
				and place.rank > coalesce((select cursor from seat where seat.project_id = $1 and seat.user_id = $2
					and seat.band = stratum.band), 0)
				order by place.rank limit 1) is not null
		order by band`,
		projectId,
		userId
	);

/** As committed, each with whether it holds an open place. */
export async function strataOf(
	db: Pick<ReadDb, 'query'>,
	projectId: string
): Promise<{ band: number; models: string; judged: number; probability: number | null; open: boolean }[]> {
	const rows = await db.query<{
		band: number;
		models: string;
		judged: number;
		probability: number | null;
		open: boolean | number;
	}>(
		`select band, models, judged, probability,
			(select place.rank from place where place.project_id = $1 and place.band = stratum.band and place.open > 0
				order by place.rank limit 1) is not null as open
		from stratum where project_id = $1 order by band`,
		projectId
	);
	return rows.map((row) => ({ ...row, open: Boolean(row.open) }));
}

export type Weighed = { band: number; judged: number; probability: number };

/** Rows a statement: few enough for either engine's parameters. */
const TOGETHER = 256;

/**
 * Sets the probabilities of draws, all in one write, so that nobody draws between two of them. What is never drawn stands
 * at no point. Whoever sets them later wins; two at once come one after the other.
 */
export async function weigh(store: Store, projectId: string, weighed: Weighed[]): Promise<void> {
	const sum = weighed.reduce((all, { probability }) => all + probability, 0);
	const last = weighed.findLastIndex(({ probability }) => probability > 0);
	let upto = 0;
	const rows = weighed.map(({ band, judged, probability }, i) => {
		const share = sum > 0 ? probability / sum : 0;
		upto += share;
		// What rounding leaves over is the last one's.
		return [band, judged, share, share > 0 ? (i === last ? 1 : upto) : null] as const;
	});
	await store.write(async (tx) => {
		await tx.query(
			`select band from stratum where project_id = $1 order by band${store.forUpdate}`,
			projectId
		);
		for (let at = 0; at < rows.length; at += TOGETHER) {
			const some = rows.slice(at, at + TOGETHER);
			const filled = Array.from({ length: TOGETHER }, (_, i) => some[i] ?? ([0, 0, 0, null] as const));
			const marks = filled.map((_, i) => {
				const n = 2 + 4 * i;
				return `(cast($${n} as integer), cast($${n + 1} as integer), cast($${n + 2} as double precision), cast($${n + 3} as double precision))`;
			});
			await tx.query(
				`with fresh (band, judged, share, upto) as (values ${marks.join(', ')})
				update stratum set judged = fresh.judged, probability = fresh.share, upto = fresh.upto
				from fresh where stratum.project_id = $1 and stratum.band = fresh.band`,
				projectId,
				...filled.flat()
			);
		}
	});
}
