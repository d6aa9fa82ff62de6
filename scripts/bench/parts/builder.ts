/**
 * The builder of datasets, for judgments of each stage that people answer: what a version would hold, asked of a server that remembers nothing, and then after each kind
 * of change, as a researcher makes them one after another. Every prompt of these rows is nearly the same as many others,
 * which is the worst there is: how long it takes until those are compared is told apart.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Part } from '../figure.ts';
import { SLUG } from '../ground.ts';
import { below, latency, round } from '../numbers.ts';
import { thousands } from '../turns.ts';

type Change = { format?: string; options?: object };
type Choices = { projects: string[]; format: string; changes: Record<string, Change> };

const policies = (some: object): Change => ({ options: { policies: some } });
const rankings: Record<string, Change> = {
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
const ratings: Record<string, Change> = {
	'responses by themselves': {},
	'a rating unanimous': policies({ disagreement: 'unanimous' }),
	'ratings without two people': policies({ except: ['rater-3', 'rater-44'] }),
	'a row a rating': { options: { per: 'judgment' } }
};
const labels: Record<string, Change> = {
	'labels unanimous': policies({ disagreement: 'unanimous' }),
	'labels without two people': policies({ except: ['rater-3', 'rater-44'] }),
	'labels by Dawid-Skene': policies({ disagreement: 'dawid_skene' }),
	'no undecided labels': { options: { undecided: 'drop' } }
};
const RATED = 'rated-one-by-one';
const LABELLED = 'labelled';
const others: [slug: string, of: object, 'pairs' | 'texts', 'ratings' | 'tones'][] = [
	[
		RATED,
		{
			stage: 'alignment',
			form: {
				questions: [
					{ name: 'preference', type: 'ranking' },
					{ name: 'good', type: 'rating', of: 'responses', min: 1, max: 5 }
				]
			}
		},
		'pairs',
		'ratings'
	],
	[
		LABELLED,
		{
			stage: 'annotation',
			form: {
				fields: [{ name: 'text', type: 'text' }],
				questions: [{ name: 'tone', type: 'label', options: [{ value: 'warm' }, { value: 'cold' }] }]
			}
		},
		'texts',
		'tones'
	]
];
const all: Choices[] = [
	{ projects: [SLUG], format: 'trl-dpo', changes: rankings },
	{ projects: [RATED], format: 'trl-kto', changes: ratings },
	{ projects: [LABELLED], format: 'labels', changes: labels }
];
/** Somebody reads what came, and moves the pointer. */
const READING_MS = 1_500;
const LOOK_MS = 250;
const TIMES = 5;

export const builder: Part = async ({ sizes, ground, add, say }) => {
	const [items = 0] = sizes.rows;
	const on = await ground(items);
	await on.fill();
	say('projects that are rated and labelled');
	for (const [slug, of, rows, judgments] of others) await on.also(slug, of, rows, judgments);
	say(`what a version of ${thousands(items)} judgments would hold`);
	await on.restart();
	for (const { projects, format: usual, changes } of all) {
		const ask = async ({ format = usual, options = {} }: Change) => {
			const begun = performance.now();
			const preview = await on.preview({ projects, format, options });
			return { ms: performance.now() - begun, ...preview };
		};
		const { result: first, cost } = await on.costing(() => ask({}));
		const begun = performance.now();
		for (let { exact } = first; !exact; await sleep(LOOK_MS)) ({ exact } = await ask({}));
		const whole = first.ms + performance.now() - begun;
		add({
			part: 'builder',
			figure: `the first choice of ${usual}`,
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
				goals: [
					below(`a choice (${name}) in ms`, times[0] ?? Infinity, 200),
					below(`a choice once more (${name}) in ms, at most`, Math.max(...times.slice(1)), 200)
				],
				rows: await on.count()
			});
	}
};
