/**
 * The bare floor of imports, exports and decisions: the same rows by the driver alone, into and out of the same schema
 * with the same durability, in a process of its own. Only the time inside the driver counts; making the rows does not.
 */
import { sha256 } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import { migrate } from '#lib/schema/migrate.server.ts';
import { serve } from './child.ts';
import { openDriver, stopwatch, type Driver, type Kind, type Row, type Spent, type Table } from './driver.ts';
import { latency, round, type Latency } from './numbers.ts';
import { dear, gateText, payloadOf as proposalOf, sure, TOWER } from './proposals.ts';
import { answersOf, keyOf, payloadOf, raterOf, shownOf } from './rows.ts';

export type Job = { url: string } & (
	| { act: 'import'; many: number }
	| { act: 'export'; kind: Kind; slug: string }
	| { act: 'commits'; many: number }
	| { act: 'decisions'; many: number }
	| { act: 'pending'; many: number; slug: string; keyId: string }
);
export type Rate = { rows_per_second: number; cpu_us_a_row: number };
/** In: pairs and votes; out: rows. `commit`: milliseconds until one row is durable. */
export type Floor = { pairs?: Rate; votes?: Rate; rows?: Rate; decisions?: Rate; commit?: Latency };

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

/** The rows of one decision: the item, what becomes of it, its event, and a grant when it runs alone. */
function decisionRows(project: string, keyId: string, i: number, alone: boolean, no: 0 | false) {
	const proposal = alone ? sure(i) : dear(i);
	const { name } = proposal.action;
	const [id, event, now] = [newId(), newId(), Date.now()];
	const payload = proposalOf(proposal);
	const hash = `sha256:${sha256(payload)}`;
	const status = alone ? 'auto_approved' : 'pending';
	const [mode, rule] = alone ? ['out_of_the_loop', 'confidence_min'] : ['in_the_loop', 'dear refunds'];
	const said = [name, hash, status, mode, rule, 1, '{"code":"rule","text":"A rule applies."}', gateText];
	const lasts = now + 86_400_000 + i;
	const times = [lasts, 0, 1, no, no, now, alone ? now : null, event];
	const measures = [proposal.confidence, alone ? 0.8 : null, proposal.risk];
	const data = `{"action":"${name}","agent":"agent-0","status":"${status}"}`;
	const act = ['decision.submitted', 'key:agent-0', TOWER, 'runtime', 'decision', id, data];
	return {
		item: [id, project, id, payload, null, 0, null, sha256(payload), null, event, now],
		decision: [id, project, keyId, 'agent-0', ...said, ...measures, ...times],
		permit: [newId(), id, keyId, hash, 'live', 0, now + 300_000, now],
		event: [event, now, ...act]
	} satisfies Partial<Record<Table, Row>>;
}

/** What a decision that runs alone cannot be faster than: its rows, on disk, one after the other. */
async function decideOneByOne(driver: Driver, many: number): Promise<Floor> {
	const project = await newProject(driver);
	const spent: Spent[] = [];
	for (let i = 0; i < many; i++) {
		const { item, decision, permit, event } = decisionRows(project, 'floor', i, true, driver.no);
		spent.push(
			await driver.write(['item', [item]], ['decision', [decision]], ['permit', [permit]], ['event', [event]])
		);
	}
	return { decisions: rateOf(many, spent), commit: latency(spent.map(({ wall }) => wall)) };
}

/** Decisions that wait for people, in a project of the server. */
async function leavePending(driver: Driver, many: number, slug: string, keyId: string): Promise<Floor> {
	const project = await driver.projectId(slug);
	for (let from = 0; from < many; from += TOGETHER) {
		const rows = Array.from({ length: Math.min(TOGETHER, many - from) }, (_, i) =>
			decisionRows(project, keyId, from + i, false, driver.no)
		);
		const of = (table: 'item' | 'decision' | 'event'): [Table, Row[]] => [
			table,
			rows.map((row) => row[table])
		];
		await driver.write(of('item'), of('decision'), of('event'));
	}
	return {};
}

async function act(driver: Driver, job: Job): Promise<Floor> {
	switch (job.act) {
		case 'import':
			return bring(driver, job.many);
		case 'export':
			return take(driver, job.kind, job.slug);
		case 'commits':
			return commitOneByOne(driver, job.many);
		case 'decisions':
			return decideOneByOne(driver, job.many);
		case 'pending':
			return leavePending(driver, job.many, job.slug, job.keyId);
	}
}

serve<Job, Floor>(async (job) => {
	if (job.act !== 'export' && job.act !== 'pending') await migrate(job.url);
	const driver = await openDriver(job.url);
	try {
		return await act(driver, job);
	} finally {
		await driver.close();
	}
});
