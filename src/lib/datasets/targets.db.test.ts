import { createReadStream, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesIn, parquetRows } from '../../../test/setup/parquet.ts';
import { collect, ndjson } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { parseJson, type JsonObject } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Stage } from '#lib/schema/values.ts';
import type { Meta } from './example.ts';
import { ExportQuery, targetsFor } from './export.ts';
import { exportFile, exportReport } from './export.server.ts';
import { importBytes } from './import.server.ts';
import { checkFile } from './targets/check.ts';
import { lacksAs } from './targets/written.ts';

const golden = (name: string) => `datasets/golden/${name}`;
const labels = parseJson(readFileSync(golden('labels/form.json'), 'utf8')) as Form;
const formOf = (slug: string): Form => (slug === 'answers' ? labels : defaultForm('alignment'));
let store: Store;

async function bring(slug: string, stage: Stage, folder: string): Promise<void> {
	const form = folder === '' ? undefined : labels;
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug, name: slug, stage, ...(form ? { form } : {}) })
	);
	for (const kind of ['items', 'judgments'] as const) {
		const bytes = createReadStream(golden(`${folder}${kind}.jsonl`));
		const report = await importBytes(store, actor, slug, bytes, { kind, mapping: null, format: 'ndjson' });
		expect(report.errors).toEqual([]);
	}
}

beforeAll(async () => {
	store = await freshStore();
	await bring('pairs', 'alignment', '');
	await bring('answers', 'annotation', 'labels/');
});

const asked = (slug: string, format: string, more: object = {}) =>
	exportFile(store, actor, slug, ExportQuery.parse({ format, ...more }));
const read = async (slug: string, format: string, more: object = {}): Promise<string> =>
	(await collect((await asked(slug, format, more)).lines)).join('');
const metaOf = async (slug: string, format: string, more: object = {}): Promise<Meta[]> =>
	(await read(slug, format, { ...more, file: 'meta' }))
		.split('\n')
		.slice(0, -1)
		.map((line) => JSON.parse(line) as Meta);

describe.each([
	['pairs', 'alignment'],
	['answers', 'annotation']
] as const)('of %s', (slug, stage) => {
	const made = targetsFor(stage, formOf(slug));

	it.each(made)('$name is a file that its loader takes, with a line beside each row', async (target) => {
		const sets = stage === 'alignment' && target.from !== 'prompt' ? [{}, { per: 'judgment' }] : [{}];
		for (const more of sets) {
			const text = await read(slug, target.name, more);
			expect(checkFile(target, text)).toEqual([]);
			const report = await exportReport(
				store,
				actor,
				slug,
				ExportQuery.parse({ format: target.name, ...more })
			);
			const meta = await metaOf(slug, target.name, more);
			expect(meta).toHaveLength(report.rows);
			for (const name of meta.flatMap(({ raters }) => raters)) expect(text).not.toContain(`"${name}"`);
			const dropped = 'dropped' in report ? Object.values(report.dropped) : [];
			const all = 'pairs' in report ? report.pairs : 'examples' in report ? report.examples : -1;
			expect(report.rows + dropped.reduce((sum, n) => sum + n, 0)).toBe(all);
		}
	});
});

describe('the rows as a table', () => {
	it.each(['pairs', 'answers'] as const)('%s: Parquet holds the rows of the JSONL', async (slug) => {
		const stage = slug === 'pairs' ? 'alignment' : 'annotation';
		for (const { name, written } of targetsFor(stage, formOf(slug)).filter(
			(target) => lacksAs(target, 'parquet') === null
		)) {
			const file = await asked(slug, name, { as: 'parquet' });
			expect(file).toMatchObject({
				name: `${slug}-${name}.parquet`,
				type: 'application/vnd.apache.parquet'
			});
			if (written === 'conll') continue;
			const lines = (await read(slug, name)).split('\n').slice(0, -1);
			expect(await parquetRows(await bytesIn(file.lines))).toEqual(
				lines.map((line) => JSON.parse(line) as unknown)
			);
		}
	});

	it('judgments are the same rows as JSONL, as Parquet with nothing where a line has no key, and as CSV', async () => {
		const lines = (await read('pairs', 'judgments')).split('\n').slice(0, -1);
		const views = lines.map((line) => JSON.parse(line) as JsonObject);
		const file = await asked('pairs', 'judgments', { as: 'parquet' });
		const rows = await parquetRows(await bytesIn(file.lines));
		const filled = (row: JsonObject) =>
			Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
		expect(rows.map(filled)).toEqual(views);
		expect(Object.keys(rows[0] ?? {})).toContain('dwell_ms');
		const { data } = Papa.parse<Record<string, string>>(
			(await read('pairs', 'judgments', { as: 'csv' })).slice(1),
			{
				header: true,
				skipEmptyLines: true
			}
		);
		expect(data.map(({ answers }) => JSON.parse(answers ?? '') as unknown)).toEqual(
			views.map(({ answers }) => answers)
		);
	});

	it('names itself where a trainer finds the rows by a file', async () => {
		const setup = await asked('pairs', 'llamafactory', { as: 'parquet', file: 'setup' });
		expect((await collect(setup.lines)).join('')).toContain('pairs-llamafactory.parquet');
	});

	it('is refused where rows fit none', () => {
		const fault = (query: object) => ExportQuery.safeParse(query).error?.issues[0]?.message;
		expect(fault({ format: 'trl-dpo', as: 'csv' })).toContain('Take jsonl or parquet.');
		expect(fault({ format: 'doccano', as: 'parquet' })).toContain('Take jsonl.');
		expect(fault({ format: 'hh-rlhf', as: 'csv' })).toBeUndefined();
	});
});

describe('the file beside the rows', () => {
	it('says of each row its item, who judged it and which models wrote, in the order of the rows', async () => {
		const [first] = await metaOf('pairs', 'trl-dpo');
		expect(first).toEqual({
			project: 'pairs',
			item: 'plain',
			raters: expect.arrayContaining(['ann']) as string[],
			models: expect.any(Array) as string[],
			asked: 1
		});
		const rows = (await read('pairs', 'trl-dpo', { per: 'judgment' })).trim().split('\n');
		const meta = await metaOf('pairs', 'trl-dpo', { per: 'judgment' });
		expect(meta).toHaveLength(rows.length);
		expect(new Set(meta.map(({ raters }) => raters.length))).toEqual(new Set([1]));
	});

	it('has a name of its own, and so has what a trainer finds the rows by', async () => {
		expect((await asked('pairs', 'llamafactory')).name).toBe('pairs-llamafactory.jsonl');
		expect((await asked('pairs', 'llamafactory', { file: 'meta' })).name).toBe(
			'pairs-llamafactory.meta.jsonl'
		);
		const setup = await asked('pairs', 'llamafactory', { file: 'setup' });
		expect(setup.name).toBe('dataset_info.json');
		expect(JSON.parse((await collect(setup.lines)).join(''))).toMatchObject({
			pairs: { file_name: 'pairs-llamafactory.jsonl', ranking: true }
		});
		expect(await read('pairs', 'axolotl', { file: 'setup' })).toContain('path: pairs-axolotl.jsonl');
		expect((await asked('answers', 'label-studio')).name).toBe('answers-label-studio.json');
	});

	it('is refused where there is none', () => {
		for (const query of [
			{ format: 'trl-dpo', file: 'setup' },
			{ format: 'judgments', file: 'meta' },
			{ format: 'doccano', per: 'judgment' }
		])
			expect(ExportQuery.safeParse(query).success, JSON.stringify(query)).toBe(false);
	});
});

it('a format is refused where a project’s judgments cannot teach it', async () => {
	await expect(asked('answers', 'trl-dpo')).rejects.toMatchObject({ code: 'wrong_stage' });
	await expect(asked('pairs', 'conll')).rejects.toMatchObject({ code: 'wrong_stage' });
	await expect(asked('pairs', 'llamafactory-kto')).rejects.toThrow('a ranking says only which is better');
});

it('a conversation that most rate above the middle is good, below it bad, and in the middle neither', async () => {
	const form = {
		fields: [{ name: 'talk', type: 'chat' }],
		questions: [{ name: 'quality', type: 'rating', field: 'talk', min: 1, max: 5 }]
	};
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug: 'rated', name: 'R', stage: 'annotation', form })
	);
	const talk = (last: string) => [
		{ role: 'user', content: 'Hello?' },
		{ role: 'assistant', content: last }
	];
	const item = (key: string, ...ratings: number[]) => ({
		key,
		payload: { talk: talk(`Says ${key}.`) },
		judgments: ratings.map((quality, i) => ({ rater: `r${i}`, answers: { quality } }))
	});
	await importBytes(
		store,
		actor,
		'rated',
		ndjson(item('good', 5, 4, 1), item('bad', 1, 2), item('so-so', 2, 4)),
		{
			kind: 'items',
			mapping: null,
			format: 'ndjson'
		}
	);
	const prompt = [{ role: 'user', content: 'Hello?' }];
	const rows = (await read('rated', 'trl-kto')).trim().split('\n');
	expect(rows.map((line) => JSON.parse(line) as unknown)).toEqual([
		{ prompt, completion: [{ role: 'assistant', content: 'Says good.' }], label: true },
		{ prompt, completion: [{ role: 'assistant', content: 'Says bad.' }], label: false }
	]);
	const report = await exportReport(store, actor, 'rated', ExportQuery.parse({ format: 'trl-kto' }));
	expect(report).toMatchObject({ examples: 3, rows: 2, dropped: { undecided: 1 } });
	await expect(asked('answers', 'trl-kto')).rejects.toThrow('ratings of a conversation');
});

it('a response that is rated by itself is good or bad, and never for being preferred', async () => {
	const form = {
		fields: [],
		questions: [
			{ name: 'preference', type: 'ranking' },
			{ name: 'quality', type: 'rating', of: 'responses', min: 1, max: 5, required: false }
		]
	};
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug: 'each', name: 'E', stage: 'alignment', form })
	);
	const vote = (rater: string, tiers: string[][], quality: object) => ({
		rater,
		answers: { preference: { tiers }, quality }
	});
	const responses = ['a', 'b'].map((id) => ({ id, text: `Says ${id}.`, model: `model-${id}` }));
	const rows = [
		// The better one is bad too.
		{ key: 'low', judgments: [vote('ann', [['a'], ['b']], { a: 2, b: 1 })] },
		{
			key: 'high',
			judgments: [vote('ann', [['a'], ['b']], { a: 5, b: 4 }), vote('bob', [['b'], ['a']], { a: 1, b: 5 })]
		},
		{ key: 'ranked', judgments: [vote('ann', [['a'], ['b']], {})] }
	].map((row) => ({ ...row, payload: { prompt: row.key, responses } }));
	const options = { kind: 'items', mapping: null, format: 'ndjson' } as const;
	expect(await importBytes(store, actor, 'each', ndjson(...rows), options)).toMatchObject({ errors: [] });
	const brief = (text: string) =>
		text
			.trim()
			.split('\n')
			.map(
				(line) =>
					JSON.parse(line) as {
						prompt: { content: string }[];
						completion: { content: string }[];
						label: boolean;
					}
			)
			.map(({ prompt, completion, label }) => `${prompt[0]?.content} ${completion[0]?.content} ${label}`);
	// Of “high” the medians are 3, which is neither, and 4.5.
	expect(brief(await read('each', 'trl-kto'))).toEqual([
		'low Says a. false',
		'low Says b. false',
		'high Says b. true'
	]);
	expect(brief(await read('each', 'trl-kto', { per: 'judgment' }))).toHaveLength(6);
	const report = await exportReport(store, actor, 'each', ExportQuery.parse({ format: 'trl-kto' }));
	expect(report).toMatchObject({
		items: { all: 3, resolved: 3 },
		judgments: 3,
		examples: 6,
		rows: 3,
		dropped: { undecided: 3 }
	});
});

it('a list without rows is a list all the same', async () => {
	const form = { fields: [{ name: 'text', type: 'text' }], questions: [{ name: 'note', type: 'text' }] };
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug: 'none', name: 'N', stage: 'annotation', form })
	);
	expect(await read('none', 'label-studio')).toBe('[]\n');
	expect(await read('none', 'doccano')).toBe('');
	await expect(read('none', 'conll')).rejects.toThrow('asks for none');
});
