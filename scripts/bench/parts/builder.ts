/**
 * The builder of datasets: what a version would hold, asked of a server that remembers nothing, and then after each kind
 * of change, as a researcher makes them one after another. Every prompt of these rows is nearly the same as many others,
 * which is the worst there is: how long it takes until those are compared is told apart.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Part } from '../figure.ts';
import { below, latency, round } from '../numbers.ts';
import { thousands } from '../turns.ts';

type Change = { format?: string; options?: object };

const policies = (some: object): Change => ({ options: { policies: some } });
const changes: Record<string, Change> = {
	disagreement: policies({ disagreement: 'unanimous' }),
	'at least two judgments': policies({ min_judgments: 2 }),
	strength: policies({ min_strength: 2 }),
	'without two people': policies({ except: ['rater-3', 'rater-44'] }),
	'from a moment on': policies({ since: '2026-01-01T00:00:00Z' }),
	'ties ignored': policies({ ties: 'ignore' }),
	'Dawid-Skene': policies({ disagreement: 'dawid_skene' }),
	'Dawid-Skene without two people': policies({
		disagreement: 'dawid_skene',
		except: ['rater-3', 'rater-44']
	}),
	'a weaker preference': policies({ min_strength: 1.5 }),
	'a row a judgment': { options: { per: 'judgment' } },
	'another seed': { options: { seed: 3 } },
	'other shares': { options: { splits: { train: 0.5, test: 0.5 } } },
	'no near-duplicates': { options: { near: null } },
	'another format': { format: 'openai-dpo' },
	'with tool calls': { options: { tools: 'include' } },
	'a format of another kind': { format: 'ranking' },
	'prompts alone': { format: 'trl-prompt-only' },
	'judgments as they are': { format: 'judgments' },
	'judgments without two people': {
		format: 'judgments',
		options: { policies: { except: ['rater-3', 'rater-44'] } }
	}
};
const FORMAT = 'trl-dpo';
/** Somebody reads what came, and moves the pointer. */
const READING_MS = 1_500;
const LOOK_MS = 250;
const TIMES = 5;

export const builder: Part = async ({ sizes, ground, add, say }) => {
	const [items = 0] = sizes.rows;
	const on = await ground(items);
	await on.fill();
	say(`what a version of ${thousands(items)} judgments would hold`);
	const ask = async ({ format = FORMAT, options = {} }: Change) => {
		const begun = performance.now();
		const preview = await on.preview({ format, options });
		return { ms: performance.now() - begun, ...preview };
	};
	await on.restart();
	const { result: first, cost } = await on.costing(() => ask({}));
	const begun = performance.now();
	for (let { exact } = first; !exact; await sleep(LOOK_MS)) ({ exact } = await ask({}));
	const whole = first.ms + performance.now() - begun;
	add({
		part: 'builder',
		figure: 'the first choice',
		items,
		measured: {
			ms: round(first.ms),
			until_near_duplicates_are_compared_ms: round(whole),
			rows: first.rows,
			cpu_seconds: cost.cpu
		},
		floor: {},
		goals: [],
		rows: await on.count()
	});
	const taken = new Map<string, number[]>(Object.keys(changes).map((name) => [name, []]));
	for (let time = 0; time < TIMES; time++)
		for (const [name, change] of Object.entries(changes)) {
			await sleep(time === 0 ? READING_MS : LOOK_MS);
			taken.get(name)?.push((await ask(change)).ms);
		}
	for (const [name, times] of taken)
		add({
			part: 'builder',
			figure: name,
			items,
			measured: { first_ms: round(times[0] ?? NaN), again_ms: latency(times.slice(1)) },
			floor: {},
			goals: [below(`a choice (${name}) in ms`, times[0] ?? Infinity, 200)],
			rows: await on.count()
		});
};
