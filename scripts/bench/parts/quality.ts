/**
 * How good models and judgments are, told by the thread of statistics: of a server that remembers nothing, of one where
 * nothing changed, and after some judgments more; and what fifty people at work notice of it meanwhile.
 */
import type { Bench, Part } from '../figure.ts';
import type { Ground } from '../ground.ts';
import { below, latency, round } from '../numbers.ts';
import { thousands } from '../turns.ts';
import { peopleBeside, type Going } from './beside.ts';

const MORE = 1_000;
const TIMES = 20;
const VOTED = 'voted';
const TONED = 'toned';
const board = (query = ''): string => `/leaderboard${query}`;

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'tone', type: 'label', options: [{ value: 'warm' }, { value: 'cold' }] }]
};

/** Asks again and again, each time what is not known yet. */
function asking(on: Ground): Going {
	let over = false;
	const all = (async () => {
		for (let whole = 0; ; whole++) {
			if (over) return whole;
			await on.ask(VOTED, board(`?bootstraps=${1 + (whole % 400)}&clusters=rater`));
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

type Asked = { slug: string; path: string; more: 'later' | 'later tones'; cold: number };

/** Cold, unchanged, and after some more judgments. */
async function told({ add, say }: Bench, on: Ground, what: string, asked: Asked): Promise<void> {
	const { slug, path, more, cold: limit } = asked;
	say(`${what} of ${thousands(on.items)} judgments`);
	await on.restart();
	const ms = async (of = path): Promise<number> => {
		const begun = performance.now();
		await on.ask(slug, of);
		return performance.now() - begun;
	};
	const { result: cold, cost } = await on.costing(() => ms());
	const again: number[] = [];
	for (let i = 0; i < TIMES; i++) again.push(await ms());
	await on.feed(more, 0, MORE, slug).result;
	const after = await ms();
	const unchanged = latency(again);
	add({
		part: 'quality',
		figure: what,
		items: on.items,
		measured: {
			cold_ms: round(cold),
			unchanged_ms: unchanged,
			[`after_${MORE}_more_ms`]: round(after),
			cpu_seconds: cost.cpu,
			peak_memory_mb: cost.memory
		},
		floor: {},
		rows: await on.count(),
		goals: [
			below(`${what}, cold, in ms`, cold, limit),
			below(`${what}, unchanged, in ms, p95`, unchanged.p95, 100)
		]
	});
}

export const quality: Part = async (bench) => {
	const on = await bench.ground(bench.sizes.large);
	bench.say(`${thousands(on.items)} votes on a hundred models, and as many labels`);
	await on.also(VOTED, { stage: 'alignment' }, 'matches', 'preferences');
	await on.also(TONED, { stage: 'annotation', form }, 'texts', 'tones');
	await told(bench, on, 'a leaderboard', { slug: VOTED, path: board(), more: 'later', cold: 1_000 });
	const begun = performance.now();
	await on.ask(VOTED, board('?bootstraps=100'));
	const bootstraps = performance.now() - begun;
	bench.add({
		part: 'quality',
		figure: 'a hundred row bootstraps, with the fit that they stand beside',
		items: on.items,
		measured: { ms: round(bootstraps) },
		floor: {},
		rows: await on.count(),
		goals: [below('a hundred row bootstraps in ms', bootstraps, 1_000)]
	});
	await told(bench, on, 'agreement', {
		slug: TONED,
		path: '/agreement',
		more: 'later tones',
		cold: 2_000
	});
	await on.fill();
	await peopleBeside(bench, on, 'leaderboards', asking, 87);
};
