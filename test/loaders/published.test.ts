/**
 * What a researcher comes for, on published data: three alignment projects and an agent's corrections as pairs, and all
 * three stages as labelled completions. Each version's card says what counting the raw files by another way gives, it
 * stands when it is made again, and its files are loaded by the code that trainers load them with. The data lies beside
 * the project and is not ours to ship.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { console as actor } from '#lib/auth/actor.ts';
import { mappingOfFlags, type Flags } from '#lib/datasets/flags.ts';
import type { Format } from '#lib/datasets/format.ts';
import { importBytes } from '#lib/datasets/import.server.ts';
import { bytesOf } from '#lib/datasets/version/files.server.ts';
import { datasetKeeper } from '#lib/datasets/version/keeper.server.ts';
import { DatasetInput } from '#lib/datasets/version/recipe.ts';
import { stands, verifyVersion } from '#lib/datasets/version/verify.server.ts';
import {
	DATASET_JOB,
	findVersion,
	requestVersion,
	type VersionRow
} from '#lib/datasets/version/versions.server.ts';
import { readJob } from '#lib/job/jobs.server.ts';
import { startJobs } from '#lib/job/run.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { changeProject, createProject } from '#lib/project/project.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { readyLoaders } from '../../scripts/lib/loaders.ts';
import { freshFolder } from '../setup/database.ts';
import { collect, ndjson } from '../setup/rows.ts';
import { acts, newAgent, newRuntime, somebody } from '../setup/runtime.ts';
import { freshStore } from '../setup/store.ts';

const data = join('..', 'shared', 'data');
const files = {
	pairs: join(data, 'llmfao', 'pairs-crowd.jsonl'),
	votes: join(data, 'llmfao', 'crowd-comparisons.csv'),
	judged: join(data, 'pandalm', 'testset-v1.json'),
	trees: join(data, 'oasst-sample', 'en_100_tree.jsonl')
};
const isThere = Object.values(files).every((file) => existsSync(file));
const loaders = await readyLoaders();

const left = '{model_x}';
const right = '{model_y}';
const columns = [1, 2, 3].map((n) => `annotator${n}`);

let store: Store;
let runtime: string;
let jobs: { stop(): Promise<void> };

async function project(slug: string, stage: string, form?: object): Promise<void> {
	const input = { slug, name: `The ${slug}`, stage, ...(form ? { form } : {}) };
	await createProject(store, actor, ProjectInput.parse(input));
}

async function bring(
	slug: string,
	kind: 'items' | 'judgments',
	bytes: AsyncIterable<Uint8Array>,
	format: Format,
	flags: Flags = {}
) {
	const mapping = mappingOfFlags(kind, flags);
	return importBytes(store, actor, slug, bytes, { kind, mapping, format });
}

type Message = {
	message_id: string;
	role: string;
	text: string;
	rank?: number | null;
	review_result: boolean | null;
	replies?: Message[];
};
const trees = (): Message[] =>
	readFileSync(files.trees, 'utf8')
		.trim()
		.split('\n')
		.map((line) => (JSON.parse(line) as { prompt: Message }).prompt);

/** Every message with those before it. */
function* told(message: Message, before: Message[] = []): Generator<{ message: Message; before: Message[] }> {
	yield { message, before };
	for (const reply of message.replies ?? []) yield* told(reply, [...before, message]);
}
const roles: Record<string, string> = { prompter: 'user', assistant: 'assistant' };
const asTurns = (messages: Message[]) =>
	messages.map(({ role, text }) => ({ role: roles[role] ?? role, content: text }));
const answersIn = (some: Message[]) =>
	some.flatMap((root) => [...told(root)]).filter(({ message }) => message.role === 'assistant');

/** Whether a message passed its review is said of it alone: the first half of the trees as conversations to rate. */
const reviewed = () =>
	answersIn(trees().slice(0, 50)).map(({ message, before }) => ({
		key: message.message_id,
		payload: { talk: asTurns([...before, message]) },
		judgments: [{ rater: 'reviewers', answers: { passed: Number(message.review_result) } }]
	}));

/** And the other half as replies to rank, each with its review beside its place. */
const ranked = () =>
	trees()
		.slice(50)
		.flatMap((root) => [...told(root)])
		.filter(({ message: { replies = [] } }) => {
			return (
				replies.length > 1 &&
				replies.every(({ role, rank }) => role === 'assistant' && typeof rank === 'number')
			);
		})
		.map(({ message, before }) => {
			const replies = (message.replies ?? []).toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
			return {
				key: message.message_id,
				payload: {
					prompt: asTurns([...before, message]),
					responses: replies.map(({ message_id: id, text }) => ({ id, text }))
				},
				judgments: [
					{
						rater: 'reviewers',
						answers: {
							preference: { tiers: replies.map(({ message_id: id }) => [id]) },
							passed: Object.fromEntries(
								replies.map(({ message_id: id, review_result: passed }) => [id, passed ? 'yes' : 'no'])
							)
						}
					}
				]
			};
		});

const rejections = 5;
const approvals = 4;
const edits = 6;
/** An agent proposes what one published model answered, and a person decides. */
async function decisions(): Promise<void> {
	const rule = { name: 'ask', when: 'true', mode: 'in_the_loop' };
	runtime = await newRuntime(store, { rules: [rule] });
	await changeProject(store, actor, runtime, { settings: { output_field: 'text' } });
	const agent = await newAgent(store);
	const person = await somebody(store);
	const { submit, review, approve } = acts(store, runtime);
	const rows = readFileSync(files.pairs, 'utf8')
		.trim()
		.split('\n')
		.slice(0, approvals + rejections + edits);
	for (const [i, line] of rows.entries()) {
		const { text, result_x: first } = JSON.parse(line) as { text: string; result_x: string };
		const action = { name: 'reply', args: { text: `${i}: ${first}` } };
		const { id } = await submit(agent, { action, prompt: [{ role: 'user', content: text }] });
		if (i < approvals) await approve(person, id);
		else if (i < approvals + rejections) await review(person, id, { verdict: 'reject' });
		else await review(person, id, { verdict: 'edit', action: { ...action, args: { text: `${i}: No.` } } });
	}
}

beforeAll(async () => {
	if (!isThere) return;
	store = await freshStore();
	await project('crowd', 'alignment');
	await bring('crowd', 'items', createReadStream(files.pairs), 'ndjson', {
		...{ key: '{id}', prompt: '{text}', response: [`${left}={result_x}`, `${right}={result_y}`] },
		...{ model: [`${left}=${left}`, `${right}=${right}`] }
	});
	await bring('crowd', 'judgments', createReadStream(files.votes), 'csv', {
		...{ item: '{id}', rater: '{worker}', answer: 'preference={winner}', shown: [left, right] },
		case: [`left=${left}>${right}`, `right=${right}>${left}`, `tie=${left}=${right}`]
	});
	await project('three', 'alignment');
	await bring('three', 'items', createReadStream(files.judged), 'json', {
		...{ key: '{idx}', prompt: '{instruction}\n{input}', response: ['a={response1}', 'b={response2}'] },
		...{ judgment: columns.map((name) => `preference:${name}`), case: ['1=a>b', '2=b>a', '0=a=b'] }
	});
	await project('trees', 'alignment');
	await bring('trees', 'items', createReadStream(files.trees), 'ndjson');
	const passed = { name: 'passed', type: 'rating', field: 'talk', min: 0, max: 1 };
	await project('reviewed', 'annotation', { fields: [{ name: 'talk', type: 'chat' }], questions: [passed] });
	const options = [{ value: 'yes' }, { value: 'no' }];
	await project('replies', 'alignment', {
		fields: [],
		questions: [
			{ name: 'preference', type: 'ranking' },
			{ name: 'passed', type: 'label', of: 'responses', options, required: false }
		]
	});
	for (const [slug, rows] of [
		['reviewed', reviewed()],
		['replies', ranked()]
	] as const)
		expect(await bring(slug, 'items', ndjson(...rows), 'ndjson')).toMatchObject({ errors: [] });
	await decisions();
	jobs = startJobs(store, {
		entry: new URL('../setup/dataset-thread.ts', import.meta.url),
		keepers: { [DATASET_JOB]: datasetKeeper },
		report: () => 'incident',
		everyMs: 20
	});
}, 10 * 60_000);
afterAll(() => jobs?.stop());

async function made(name: string, format: string, projects: string[]): Promise<VersionRow> {
	const options = { licence: 'cc-by-4.0', seed: 1 };
	const { job } = await requestVersion(store, actor, DatasetInput.parse({ name, format, projects, options }));
	const state = async () => (await readJob(store, actor, job.id)).state;
	await expect.poll(state, { timeout: 5 * 60_000 }).toMatch(/done|failed/);
	expect(await readJob(store, actor, job.id)).toMatchObject({ state: 'done', error: null });
	return findVersion(store, actor, name, 'latest');
}
const textOf = async (row: VersionRow, name: string): Promise<string> => {
	const file = row.manifest.files.find((own) => own.name === name);
	if (!file) throw new Error(`There is no ${name}.`);
	return Buffer.concat(await collect(bytesOf(store.read, row.build, file))).toString();
};

/** Loads each split as a trainer does. */
async function loaded(row: VersionRow, trl: string): Promise<Record<string, unknown>> {
	if ('missing' in loaders) return {};
	const folder = await freshFolder();
	const entries = [];
	for (const { name } of row.manifest.splits) {
		const path = join(folder, `${name}.jsonl`);
		await writeFile(path, await textOf(row, `${name}.jsonl`));
		entries.push({ name, path, cache: folder, trl });
	}
	const manifest = join(folder, 'manifest.json');
	await writeFile(manifest, JSON.stringify(entries));
	const said = execFileSync(loaders.python, ['test/loaders/load.py', manifest], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		maxBuffer: 64 * 1024 * 1024
	});
	return JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
}

/** What `datasets` and TRL have to say of each split. */
const whole = ({ manifest: { splits } }: VersionRow, columns: string[]) =>
	Object.fromEntries(
		splits.map(({ name, rows }) => [
			name,
			expect.objectContaining({ columns, rows, nulls: 0, trl: rows }) as unknown
		])
	);

const normal = (text: string) =>
	text
		.normalize('NFC')
		.replace(/[^\S\n]+$/gm, '')
		.trim();

/** Rows that pairs of texts become, counted by hand, and whoever judged them. */
function counted(pairs: { winner: string; loser: string; people: string[] }[]) {
	const rows = pairs.filter(({ winner, loser }) => {
		return winner.trim() !== '' && loser.trim() !== '' && normal(winner) !== normal(loser);
	});
	return {
		rows: rows.length,
		examples: pairs.length,
		people: new Set(rows.flatMap(({ people }) => people)).size
	};
}

function crowdByHand() {
	const votes = new Map<string, { worker: string; winner: string }[]>();
	for (const line of readFileSync(files.votes, 'utf8').trim().split('\n').slice(1)) {
		const cells = line.split(',');
		const own = votes.get(cells[0] ?? '') ?? [];
		votes.set(cells[0] ?? '', [...own, { worker: cells[4] ?? '', winner: cells[5] ?? '' }]);
	}
	return counted(
		readFileSync(files.pairs, 'utf8')
			.trim()
			.split('\n')
			.flatMap((line) => {
				const {
					id,
					result_x: x,
					result_y: y
				} = JSON.parse(line) as { id: number; result_x: string; result_y: string };
				const own = votes.get(String(id)) ?? [];
				const many = (side: string) => own.filter(({ winner }) => winner === side).length * 2 > own.length;
				const people = own.map(({ worker }) => worker);
				if (many('left')) return [{ winner: x, loser: y, people }];
				return many('right') ? [{ winner: y, loser: x, people }] : [];
			})
	);
}

function threeByHand() {
	const all = JSON.parse(readFileSync(files.judged, 'utf8')) as Record<string, unknown>[];
	return counted(
		all.flatMap(({ response1: a, response2: b, ...row }) => {
			if (typeof a !== 'string' || typeof b !== 'string') return [];
			const many = (side: number) => columns.filter((name) => row[name] === side).length > 1;
			if (many(1)) return [{ winner: a, loser: b, people: columns }];
			return many(2) ? [{ winner: b, loser: a, people: columns }] : [];
		})
	);
}

function treesByHand() {
	const groups = trees()
		.flatMap((root) => [...told(root)])
		.map(({ message: { replies = [] } }) => replies)
		.filter((replies) => replies.length > 1 && replies.every(({ rank }) => typeof rank === 'number'));
	return counted(
		groups.flatMap((replies) => {
			const order = replies.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
			return order.flatMap(({ text: winner }, i) =>
				order.slice(i + 1).map(({ text: loser }) => ({ winner, loser, people: ['crowd'] }))
			);
		})
	);
}

describe.skipIf(!isThere)('published data', () => {
	it('becomes pairs of one dataset with what people corrected at runtime', async () => {
		const row = await made('pairs', 'trl-dpo', ['crowd', 'three', 'trees', runtime]);
		const facts = row.manifest.sources.map(({ rows, examples, people }) => ({ rows, examples, people }));
		expect(facts).toEqual([
			crowdByHand(),
			threeByHand(),
			treesByHand(),
			{ rows: edits, examples: edits, people: 1 }
		]);
		const card = await textOf(row, 'README.md');
		for (const { rows, examples, people } of facts)
			expect(card).toContain(
				`${rows.toLocaleString('en')} rows of ${examples.toLocaleString('en')} examples, from ${people} people`
			);
		expect(card).toContain('license: "cc-by-4.0"');
		expect(card).toContain('`asked` in a sidecar is how probable');
		expect(card).toMatch(/beginnings of conversations, 0 are in more than one split/);
		expect((await verifyVersion(store, row, () => {})).filter((check) => !stands(check))).toEqual([]);
		const found = await loaded(row, 'explicit');
		if (!('missing' in loaders)) expect(found).toEqual(whole(row, ['prompt', 'chosen', 'rejected']));
	});

	it('becomes labelled completions of all three stages', async () => {
		const row = await made('completions', 'trl-kto', ['reviewed', 'replies', runtime]);
		const expected = [
			answersIn(trees().slice(0, 50)).length,
			ranked().flatMap(({ payload }) => payload.responses).length
		];
		expect(row.manifest.sources.map(({ stage, rows }) => [stage, rows])).toEqual([
			['annotation', expected[0]],
			['alignment', expected[1]],
			['runtime', approvals + rejections]
		]);
		const lines = await Promise.all(
			row.manifest.splits.map(async ({ name }) => [
				(await textOf(row, `${name}.jsonl`)).trim().split('\n'),
				(await textOf(row, `${name}.meta.jsonl`)).trim().split('\n')
			])
		);
		const labels = lines.flatMap(([rows = []]) =>
			rows.map((line) => (JSON.parse(line) as { label: boolean }).label)
		);
		expect(labels.filter((label) => !label)).toHaveLength(rejections);
		const stages = lines.flatMap(([, beside = []]) =>
			beside.map((line) => (JSON.parse(line) as { project: string }).project)
		);
		expect(new Set(stages)).toEqual(new Set(['reviewed', 'replies', runtime]));
		expect((await verifyVersion(store, row, () => {})).filter((check) => !stands(check))).toEqual([]);
		const found = await loaded(row, 'explicit');
		if (!('missing' in loaders)) expect(found).toEqual(whole(row, ['prompt', 'completion', 'label']));
	});
});
