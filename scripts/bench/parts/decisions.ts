/** What runs alone: decisions a second without a pause, and how long one takes at a pace, inside the server and outside. */
import { run } from '../child.ts';
import { assertClean, perSecond, type Part } from '../figure.ts';
import type { Floor, Job } from '../floor.ts';
import { atLeast, below, latency, round } from '../numbers.ts';
import type { Cost } from '../served.ts';

const CONNECTIONS = 50;
/** Half of what the goal asks for without a pause. */
const PACE = 250;
const WARM = 2;

const cpuOf = ({ cpu }: Cost, requests: number): number | null =>
	cpu === null ? null : round((cpu * 1e6) / requests);

export const decisions: Part = async ({ databases, sizes, tower, add, say }) => {
	const on = await tower();
	const { seconds } = sizes;
	const url = await databases.fresh();
	const bare = await run<Job, Floor>('floor.ts', { act: 'decisions', url, many: 500 });
	if (!bare.decisions || !bare.commit) throw new Error('The driver decided nothing.');

	const all = { connections: CONNECTIONS, seconds };
	await on.agents({ ...all, act: 'saturate', seconds: WARM, empty: false });
	say('agents without a pause');
	const none = await on.costing(() =>
		on.agents({ ...all, act: 'saturate', empty: true, seconds: seconds / 2 })
	);
	const busy = await on.costing(() => on.agents({ ...all, act: 'saturate', empty: false }));
	for (const { result } of [none, busy]) assertClean(result.failed);
	const rate = busy.result.requests / busy.result.seconds;
	const most = none.result.requests / none.result.seconds;
	const cost = {
		work: cpuOf(busy.cost, busy.result.requests),
		empty: cpuOf(none.cost, none.result.requests)
	};
	add({
		part: 'decisions',
		figure: `decisions that run alone, ${CONNECTIONS} agents without a pause`,
		items: 0,
		measured: {
			decisions_per_second: round(rate, 1),
			cpu_us_a_decision: cost.work,
			submit_ms: latency(busy.result.taken.submit),
			peak_memory_mb: busy.cost.memory
		},
		floor: {
			driver_decisions_per_second: bare.decisions.rows_per_second,
			driver_cpu_us_a_decision: bare.decisions.cpu_us_a_row,
			empty_endpoint_requests_per_second: round(most, 1),
			empty_endpoint_cpu_us_a_request: cost.empty
		},
		ratio: round(rate / bare.decisions.rows_per_second),
		...(cost.work === null ? {} : { cpu_ratio: round(bare.decisions.cpu_us_a_row / cost.work) }),
		rows: await on.count(),
		goals: [atLeast('decisions a second', rate, 500)]
	});

	say(`agents at ${PACE} decisions a second`);
	const paced = { ...all, act: 'pace' as const, perSecond: PACE, warm: WARM, seed: 11 };
	const empty = await on.agents({ ...paced, empty: true });
	await on.times();
	const work = await on.agents({ ...paced, empty: false });
	const times = await on.times();
	for (const { failed } of [empty, work]) assertClean(failed);
	/** Without the first seconds, which do not count for the clients either. */
	const warm = (name: string) => latency((times[name] ?? []).slice(WARM * PACE));
	const inside = warm('POST /api/v1/decisions');
	add({
		part: 'decisions',
		figure: `decisions that run alone, ${PACE} a second, each used at once`,
		items: 0,
		measured: {
			submit_ms: latency(work.taken.submit),
			submit_ms_in_the_server: inside,
			consume_ms: latency(work.taken.consume),
			consume_ms_in_the_server: warm('POST /api/v1/grants/*/consume'),
			client_lag_ms: latency(work.taken.lag),
			decisions_per_second: perSecond(work.requests, work.seconds)
		},
		floor: { empty_endpoint_ms: latency(empty.taken.empty), driver_commit_ms: bare.commit },
		rows: await on.count(),
		goals: [below('decision p99 in ms, in the server,', inside.p99, 20)]
	});
};
