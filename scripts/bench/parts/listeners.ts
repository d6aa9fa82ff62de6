/** Very many who follow the log at once: how late the last of them hears, what it costs, what it does to those who ask. */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../test/setup/port.ts';
import { start } from '../child.ts';
import { assertClean, memoryGoal, type Part } from '../figure.ts';
import type { Delivered } from '../listeners.ts';
import { below, latency, round } from '../numbers.ts';
import { thousands } from '../turns.ts';

const PACE = 5;
const WARM = 2;

/** Until the bare server answers. */
async function listening(port: number): Promise<void> {
	for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20))
		if (await fetch(`http://127.0.0.1:${port}`).catch(() => null)) return;
	throw new Error('node:http did not listen.');
}

function assertWhole({ failed, missing }: Delivered): void {
	assertClean(failed);
	if (missing > 0) throw new Error(`${missing} events did not arrive.`);
}

export const listeners: Part = async ({ sizes, tower, add, say }) => {
	const on = await tower();
	const many = sizes.listeners;
	say(`${thousands(many)} listeners, ${PACE} decisions a second`);
	const pace = { perSecond: PACE, seconds: sizes.seconds, warm: WARM, seed: 37, many };
	const port = await freePort();
	const bare = start<{ port: number }, null>('bare.ts', { port });
	await listening(port);
	const floor = await on.listeners(pace, port);
	bare.stop();
	await bare.result;
	// Its memory is that of a server that did nothing before.
	await on.restart();
	await on.times();
	const { result, cost } = await on.costing(() => on.listeners(pace));
	const times = await on.times();
	for (const each of [floor, result]) assertWhole(each);
	const delivery = latency(result.taken.delivery);
	add({
		part: 'listeners',
		figure: `${thousands(many)} listeners, ${PACE} decisions a second`,
		items: 0,
		measured: {
			delivery_ms: delivery,
			submit_ms: latency(result.taken.submit),
			submit_ms_in_the_server: latency((times['POST /api/v1/decisions'] ?? []).slice(WARM * PACE)),
			client_lag_ms: latency(result.taken.lag),
			peak_memory_mb: cost.memory,
			cpu_us_a_delivery: cost.cpu === null ? null : round((cost.cpu * 1e6) / delivery.count)
		},
		floor: {
			node_http_delivery_ms: latency(floor.taken.delivery),
			node_http_submit_ms: latency(floor.taken.submit)
		},
		rows: await on.count(),
		goals: [
			below(`delivery to ${thousands(many)} listeners p95 in ms`, delivery.p95, 250),
			...memoryGoal(cost.memory)
		]
	});
};
