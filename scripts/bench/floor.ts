/**
 * The bare floor of imports and exports: the same rows by the driver alone, into and out of the same schema with the
 * same durability, in a process of its own. Only the time inside the driver counts; making the rows does not.
 */
import { sha256 } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import { migrate } from '#lib/schema/migrate.server.ts';
import { serve } from './child.ts';
import { openDriver, stopwatch, type Driver, type Kind, type Row, type Spent } from './driver.ts';
import { latency, round, type Latency } from './numbers.ts';
import { answersOf, keyOf, payloadOf, raterOf, shownOf } from './rows.ts';

export type Job = { url: string } & (
	| { act: 'import'; many: number }
	| { act: 'export'; kind: Kind; slug: string }
	| { act: 'commits'; many: number }
);
export type Rate = { rows_per_second: number; cpu_us_a_row: number };
/** In: pairs and votes; out: rows. `commit`: milliseconds until one row is durable. */
export type Floor = { pairs?: Rate; votes?: Rate; rows?: Rate; commit?: Latency };

/** Rows a transaction: so many that the cost of its commit vanishes. */
const TOGETHER = 1_000;
const OVERLAP = 3;
/** As long as real ones. */
const digest = (i: number): string => sha256(keyOf(i));

const itemRow = (id: string, project: string, i: number): Row => {
	const stored = [keyOf(i), payloadOf(i), null, 0, null, digest(i)];
	return [id, project, ...stored, 'import', 'event', Date.now()];
};
const placeRow = (id: string, project: string, i: number): Row => [
	id,
	project,
	9,
	i + 1,
	OVERLAP,
	0,
	0,
	OVERLAP
];
const voteRow = (item: string, project: string, i: number, no: 0 | false): Row => {
	const said = [raterOf(i), 'person', 'work', 'import', answersOf(i), shownOf(i), no];
	return [newId(), project, item, ...said, 1, 1, `${item}/${digest(i).slice(0, 32)}`, 'event', Date.now()];
};

async function newProject(driver: Driver): Promise<string> {
	const id = newId();
	const row = [id, 'floor', 'Floor', 'alignment', 'active', '{}', 1, 1, driver.no, Date.now()];
	await driver.write(['project', [row]]);
	return id;
}

const rateOf = (rows: number, spent: Spent[]): Rate => {
	const sum = (of: keyof Spent) => spent.reduce((total, one) => total + one[of], 0);
	return {
		rows_per_second: round(rows / (sum('wall') / 1000), 1),
		cpu_us_a_row: round((sum('cpu') * 1000) / rows)
	};
};

async function bring(driver: Driver, many: number): Promise<Floor> {
	const project = await newProject(driver);
	const ids = Array.from({ length: many }, () => newId());
	const pairs: Spent[] = [];
	const votes: Spent[] = [];
	for (let from = 0; from < many; from += TOGETHER) {
		const batch = ids.slice(from, from + TOGETHER);
		const items = batch.map((id, i) => itemRow(id, project, from + i));
		const places = batch.map((id, i) => placeRow(id, project, from + i));
		pairs.push(await driver.write(['item', items], ['place', places]));
	}
	for (let from = 0; from < many; from += TOGETHER) {
		const batch = ids.slice(from, from + TOGETHER);
		const rows = batch.map((id, i) => voteRow(id, project, from + i, driver.no));
		votes.push(await driver.write(['judgment', rows]));
	}
	return { pairs: rateOf(many, pairs), votes: rateOf(many, votes) };
}

/** Each row becomes a line of JSON, whose bytes are counted and dropped. */
async function take(driver: Driver, kind: Kind, slug: string): Promise<Floor> {
	let rows = 0;
	let bytes = 0;
	const spent = stopwatch();
	await driver.read(kind, slug, (row) => {
		rows++;
		bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
	});
	if (bytes === 0) throw new Error(`There is nothing to export in ${slug}.`);
	return { rows: rateOf(rows, [spent()]) };
}

/** What a claim or a submit cannot be faster than: one small row, on disk. */
async function commitOneByOne(driver: Driver, many: number): Promise<Floor> {
	const project = await newProject(driver);
	const times: number[] = [];
	for (let i = 0; i < many; i++)
		times.push((await driver.write(['item', [itemRow(newId(), project, i)]])).wall);
	return { commit: latency(times) };
}

serve<Job, Floor>(async (job) => {
	if (job.act !== 'export') await migrate(job.url);
	const driver = await openDriver(job.url);
	try {
		if (job.act === 'import') return await bring(driver, job.many);
		return job.act === 'export'
			? await take(driver, job.kind, job.slug)
			: await commitOneByOne(driver, job.many);
	} finally {
		await driver.close();
	}
});
