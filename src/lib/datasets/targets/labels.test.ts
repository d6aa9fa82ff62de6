import Papa from 'papaparse';
import { expect, it } from 'vitest';
import type { Form } from '#lib/form/form.ts';
import type { Json } from '#lib/schema/json.ts';
import { annotatedIn } from '../annotated.ts';
import { csvReader } from '../csv.ts';
import type { Voted } from '../example.ts';
import type { Answers } from '#lib/schema/values.ts';
import { collect } from '../../../../test/setup/rows.ts';
import labels from './labels.ts';
import { written, type Writing } from './written.ts';

const form: Form = {
	fields: [
		{ name: 'text', type: 'text' },
		{ name: 'resolution', type: 'text' }
	],
	questions: [
		{ name: 'text', type: 'text' },
		{ name: 'mood', type: 'label', options: [{ value: '=good' }, { value: 'bad' }] },
		{ name: 'mood_status', type: 'rating', min: -3, max: 3, required: false },
		{ name: 'topics', type: 'labels', required: false, options: [{ value: 'a, "b"' }, { value: '-c' }] }
	]
};
const options = { tools: false };
type Item = Voted<Answers>;
const item = (votes: Answers[], more: Partial<Item> = {}): Item => ({
	id: 'i',
	key: 'k',
	payload: { text: 'T', resolution: '4K', page: 1 },
	final: false,
	votes,
	raters: votes.map((_, i) => `r${i}`),
	...more
});
const items = [
	item([{ text: 'a "b",\r\n\tc', mood: '=good', mood_status: -3, topics: ['a, "b"', '-c'] }]),
	item([{ mood: 'bad', topics: [] }, { mood: '=good' }], {
		key: '@home',
		payload: { text: '+1 \u2028\u{1F600}' }
	}),
	item([{ mood: 'bad', mood_status: 1 }, { mood: 'bad', mood_status: 2 }, { mood: 'bad' }], { key: ' ' })
];

const rowOf = (one: Item, more: object = {}) =>
	labels.row(annotatedIn('p', form, one), { ...options, ...more });
async function fileOf(as: Writing, of = items): Promise<string> {
	const made = of.map((one) => rowOf(one)).filter((row) => typeof row !== 'string');
	const pages = (async function* () {
		yield await Promise.resolve(made);
	})();
	return (await collect(written(labels, pages, as, options, labels.columnsIn?.(form)))).join('');
}
const rows = (await fileOf('jsonl'))
	.split('\n')
	.filter(Boolean)
	.map((line) => JSON.parse(line) as Record<string, Json>);

/** A value of JSON as the cell that a spreadsheet shows. */
function cellOf(value: Json | undefined, name: string): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'number')
		return Number.isInteger(value) && !name.endsWith('_judgments') ? `${value}.0` : String(value);
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return /^[=+\-@]/.test(text) ? `'${text}` : text;
}

it('has the same columns in every row, each with a name of its own', () => {
	for (const row of rows)
		expect(Object.keys(row)).toEqual([
			'key',
			'text',
			'field.resolution',
			'answer.text',
			'mood',
			'mood_status',
			'topics',
			'resolution',
			...['answer.text_status', 'answer.text_judgments', 'answer.text_agreement'],
			...['about.mood_status', 'mood_judgments', 'mood_agreement'],
			...['mood_status_status', 'mood_status_judgments', 'mood_status_agreement'],
			...['topics_status', 'topics_judgments', 'topics_agreement']
		]);
	expect(rows[0]).toMatchObject({ text: 'T', 'field.resolution': '4K', resolution: 'single' });
});

it('writes what may be a fraction with its point, so that no reader takes it for a whole number', async () => {
	const [line] = (await fileOf('jsonl')).split('\n');
	expect(line).toContain('"mood_status":-3.0,');
	expect(line).toContain('"mood_agreement":1.0,');
	expect(line).toContain('"mood_judgments":1,');
	expect(rows.map((row) => row.mood_status)).toEqual([-3, null, 1.5]);
});

it('is the same as CSV: for papaparse, and read by the import here', async () => {
	const csv = await fileOf('csv');
	const expected = rows.map((row) =>
		Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(value, name)]))
	);
	expect(expected[1]).toMatchObject({ key: `'@home`, text: `'+1 \u2028\u{1F600}`, 'field.resolution': '' });
	expect(Papa.parse(csv, { header: true, skipEmptyLines: true }).data).toEqual(expected);
	const reader = csvReader();
	const read = [...reader.push(csv.slice(1)), ...reader.end()];
	expect(read.map((row) => ('value' in row ? row.value : row.error))).toEqual(expected);
});

it('begins, as CSV, with the mark by which Excel knows UTF-8, and ends each row as the standard says', async () => {
	const csv = await fileOf('csv', []);
	expect(new TextEncoder().encode(csv).slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
	expect(csv.split('\r\n')).toHaveLength(2);
	expect(await fileOf('jsonl', [])).toBe('');
});

it('leaves a row out on request when a question that needs an answer has none, not for an optional one', () => {
	const dropping = (votes: Answers[]) => rowOf(item(votes), { undecided: 'drop' });
	expect(dropping([{ mood: 'bad' }, { mood: '=good' }])).toBe('undecided');
	expect(
		dropping([
			{ mood: 'bad', text: 'one' },
			{ mood: 'bad', text: 'two' }
		])
	).toMatchObject({ mood: 'bad' });
});
