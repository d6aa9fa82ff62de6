/** What people at work notice of files that are made meanwhile: a download, and a version of a dataset in a job. */
import { assertClean, memoryGoal, type Bench, type Part } from '../figure.ts';
import type { Ground } from '../ground.ts';
import { below, latency } from '../numbers.ts';
import { latencies, paced, MOST_MS } from './pace.ts';

const FORMAT = 'trl-dpo';

/** Begins it again and again until it is told to stop. @returns how often it came to its end */
export type Going = { stop: () => Promise<number> };

function downloads(on: Ground): Going {
	let over = false;
	let current = on.reading(`/export?format=${FORMAT}`);
	const all = (async () => {
		for (let whole = 0; ; whole++) {
			await current.result;
			if (over) return whole;
			current = on.reading(`/export?format=${FORMAT}`);
		}
	})();
	all.catch(() => {});
	return {
		stop() {
			over = true;
			current.stop();
			return all;
		}
	};
}

function builds(on: Ground): Going {
	let over = false;
	const all = (async () => {
		for (let whole = 0; ; whole++) {
			await on.building(FORMAT, () => over);
			if (over) return whole;
		}
	})();
	all.catch(() => {});
	return {
		stop() {
			over = true;
			return all;
		}
	};
}

export async function peopleBeside(
	bench: Bench,
	on: Ground,
	what: string,
	begin: (on: Ground) => Going,
	seed: number
) {
	const { seconds } = bench.sizes;
	bench.say(`fifty people at their pace, without and then with ${what}`);
	const calm = await on.people(paced(seconds, seed));
	const { result, cost } = await on.costing(async () => {
		const going = begin(on);
		const work = await on.people(paced(2 * seconds, seed + 1));
		return { work, whole: await going.stop() };
	});
	for (const { failed } of [calm, result.work]) assertClean(failed);
	const measured = latencies(result.work);
	bench.add({
		part: 'beside',
		figure: `50 people at their pace beside ${what}`,
		items: on.items,
		measured: { ...measured, made_whole: result.whole, peak_memory_mb: cost.memory },
		floor: {
			claim_alone_ms: latency(calm.taken.claim),
			submit_alone_ms: latency(calm.taken.submit)
		},
		rows: await on.count(),
		goals: [
			below(`claim p95 in ms beside ${what}`, measured.claim_ms.p95, MOST_MS),
			below(`submit p95 in ms beside ${what}`, measured.submit_ms.p95, MOST_MS),
			...memoryGoal(cost.memory)
		]
	});
}

export const beside: Part = async (bench) => {
	const on = await bench.ground(bench.sizes.large);
	await on.fill();
	await peopleBeside(bench, on, 'a download', downloads, 81);
	await peopleBeside(bench, on, 'a build', builds, 83);
};
