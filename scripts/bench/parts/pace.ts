/** Fifty people, each at one claim and one submit a second, counted from the moment meant; also during an import. */
import { run } from '../child.ts';
import { assertClean, flat, memoryGoal, perSecond, type Part } from '../figure.ts';
import type { Floor, Job } from '../floor.ts';
import { below, latency } from '../numbers.ts';
import type { Task, Worked } from '../people.ts';
import { inTurns } from '../turns.ts';

/** Seconds at the start that do not count: connections open, code is compiled. */
const WARM = 2;
export const MOST_MS = 20;

export const paced = (seconds: number, seed: number, empty = false): Task => ({
	act: 'pace',
	seconds,
	warm: WARM,
	seed,
	empty
});

export const latencies = ({ taken, requests, seconds }: Worked) => ({
	claim_ms: latency(taken.claim),
	submit_ms: latency(taken.submit),
	client_lag_ms: latency(taken.lag),
	requests_per_second: perSecond(requests, seconds)
});

export const pace: Part = async (bench) => {
	const { seconds } = bench.sizes;
	const turns = await inTurns(bench, 'fifty people at their pace', async (on, seed) => ({
		work: await on.people(paced(seconds, seed)),
		empty: await on.people(paced(seconds, seed, true))
	}));
	const url = await bench.databases.fresh();
	const { commit = null } = await run<Job, Floor>('floor.ts', { act: 'commits', url, many: 300 });
	const [small, large] = turns.map(({ work }) => latencies(work));
	if (!small || !large) return;
	for (const { on, work, empty } of turns) {
		const measured = latencies(work);
		bench.add({
			part: 'pace',
			figure: '50 people, one claim and one submit a second each',
			items: on.items,
			measured,
			floor: { empty_endpoint_ms: latency(empty.taken.empty), driver_commit_ms: commit },
			rows: await on.count(),
			goals: [
				below('claim p95 in ms', measured.claim_ms.p95, MOST_MS),
				below('submit p95 in ms', measured.submit_ms.p95, MOST_MS),
				...(on.items === bench.sizes.small
					? []
					: [
							...flat('claim', small.claim_ms, large.claim_ms),
							...flat('submit', small.submit_ms, large.submit_ms)
						])
			]
		});
	}
};

/** Rows stream into the very project that people work in, for as long as they work. */
export const during: Part = async ({ sizes: { seconds, large }, ground, add, say }) => {
	const on = await ground(large);
	await on.fill();
	say('fifty people at their pace, without and then with an import');
	const calm = await on.people(paced(seconds, 76));
	const { result, cost } = await on.costing(async () => {
		const feed = on.feed('pairs', large, 100 * large);
		const work = await on.people(paced(2 * seconds, 77));
		feed.stop();
		return { work, fed: await feed.result };
	});
	const { work, fed } = result;
	assertClean(work.failed);
	if (fed.seconds < 2 * seconds) throw new Error('The import ended before the people did.');
	const measured = latencies(work);
	add({
		part: 'during',
		figure: '50 people at their pace while an import runs',
		items: large,
		measured: {
			...measured,
			import_rows_per_second: perSecond(fed.rows, fed.seconds),
			imported: fed.rows,
			peak_memory_mb: cost.memory
		},
		floor: {
			claim_without_import_ms: latency(calm.taken.claim),
			submit_without_import_ms: latency(calm.taken.submit)
		},
		rows: await on.count(),
		goals: [
			below('claim p95 in ms during an import', measured.claim_ms.p95, MOST_MS),
			below('submit p95 in ms during an import', measured.submit_ms.p95, MOST_MS),
			...memoryGoal(cost.memory)
		]
	});
};
