/** Fifty people without a pause: claim, submit, claim, … beside the same requests to an endpoint that does nothing. */
import { freePort } from '../../../test/setup/port.ts';
import { start } from '../child.ts';
import type { Part } from '../figure.ts';
import type { Ground } from '../ground.ts';
import { atLeast, below, latency, round } from '../numbers.ts';
import { inTurns } from '../turns.ts';

export const saturated: Part = async (bench) => {
	const seconds = bench.sizes.seconds / 2;
	const port = await freePort();
	const bare = start<{ port: number }, null>('bare.ts', { port }, { minutes: 60 });
	const spent = new Map<Ground, { work: number; empty: number }>();
	const turns = await inTurns(bench, 'without a pause', async (on) => {
		const empty = await on.costing(() => on.people({ act: 'saturate', seconds, empty: '/healthz' }));
		const work = await on.costing(() => on.people({ act: 'saturate', seconds, empty: null }));
		const before = spent.get(on) ?? { work: 0, empty: 0 };
		spent.set(on, {
			work: before.work + (work.cost.cpu ?? 0),
			empty: before.empty + (empty.cost.cpu ?? 0)
		});
		const node = await on.people({ act: 'saturate', seconds: seconds / 2, empty: '/' }, port);
		return { empty: empty.result, work: work.result, node };
	});
	bare.stop();
	await bare.result;
	const rates = turns.map(({ work }) => work.requests / work.seconds);
	for (const [i, { on, work, empty, node }] of turns.entries()) {
		const rate = rates[i] ?? NaN;
		const most = empty.requests / empty.seconds;
		const cpu = spent.get(on) ?? { work: NaN, empty: NaN };
		const cost = { work: (cpu.work * 1e6) / work.requests, empty: (cpu.empty * 1e6) / empty.requests };
		bench.add({
			part: 'saturated',
			figure: 'claims and submits of 50 people without a pause',
			items: on.items,
			measured: {
				requests_per_second: round(rate, 1),
				cpu_us_a_request: round(cost.work),
				claim_ms: latency(work.taken.claim),
				submit_ms: latency(work.taken.submit)
			},
			floor: {
				empty_endpoint_requests_per_second: round(most, 1),
				empty_endpoint_cpu_us_a_request: round(cost.empty),
				node_http_requests_per_second: round(node.requests / node.seconds, 1)
			},
			ratio: round(rate / most),
			cpu_ratio: round(cost.empty / cost.work),
			rows: await on.count(),
			goals: [
				atLeast('saturated claims and submits over the empty endpoint', rate / most, 0.4),
				...(i === 0 ? [] : [below('saturated rate, small over large,', (rates[0] ?? NaN) / rate, 2)])
			]
		});
	}
};
