/** What each format loses on its way out and in again, found by doing it; docs/round-trips.md says the same. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { labelForm, labels, stepForm, steps, textForm } from '../../../test/setup/round-trip-labels.ts';
import { rankings } from '../../../test/setup/round-trip-rankings.ts';
import { chatForm, examplesOf, spoken, talks } from '../../../test/setup/round-trip-talks.ts';
import {
	bring,
	contentOf,
	exported,
	fill,
	makeProject,
	sectionOf,
	survived,
	type Probe,
	type Trip
} from '../../../test/setup/round-trip.ts';
import { collect } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Stage } from '#lib/schema/values.ts';
import type { ExampleKind } from './example.ts';
import { targetsFor } from './export.ts';
import type { Format } from './format.ts';
import { shapes } from './readers/list.ts';
import { reads } from './readers/reads.ts';
import { targetOf, targets } from './targets/list.ts';
import type { Target } from './targets/target.ts';
import { writingsOf, written, writtenAs } from './targets/written.ts';

type Source = { slug: string; stage: Stage; form: Form; probes: Probe[] };
type Way = { name: string; title: string; query: object; format: Format; source: Source };

const source = (slug: string, stage: Stage, form: Form, probes: Probe[]): Source => ({
	slug,
	stage,
	form,
	probes
});
const ranked = source('ranked', 'alignment', defaultForm('alignment'), rankings);
const labelled = source('labelled', 'annotation', labelForm, labels);
const texts = source('texts', 'annotation', textForm, labels);
const rated = source('rated', 'annotation', chatForm, talks);
const stepped = source('stepped', 'annotation', stepForm, steps);
const sources = [ranked, labelled, texts, rated, stepped];

const formats: Record<string, Format> = { jsonl: 'ndjson', json: 'json', conll: 'conll' };
const ways = (title: string, from: Source, is: (target: Target) => boolean): Way[] =>
	targetsFor(from.stage, from.form)
		.filter(is)
		.map((target) => ({
			name: target.name,
			title,
			query: { format: target.name, tools: 'include' },
			format: formats[writtenAs(target).extension] ?? 'ndjson',
			source: from
		}));
const isFrom =
	(...kinds: ExampleKind[]) =>
	({ from }: Target) =>
		kinds.includes(from);
/** These hold a text and nothing beside it. */
const isOfOneText = ({ name }: Target) => ['doccano', 'conll'].includes(name);
const query = { format: 'labels', tools: 'include' };
const all: Way[] = [
	...ways('Rankings', ranked, isFrom('pair', 'ranked')),
	...ways('Labels', labelled, (target) => isFrom('annotated')(target) && !isOfOneText(target)),
	...ways('Labels', texts, isOfOneText),
	{ name: 'labels', title: 'Labels', query, format: 'ndjson', source: labelled },
	{
		name: 'labels, as csv',
		title: 'Labels',
		query: { ...query, as: 'csv' },
		format: 'csv',
		source: labelled
	},
	...ways('Ratings of conversations', rated, isFrom('rated')),
	...ways('Steps', stepped, isFrom('steps'))
];
const demonstrated = targets.filter(isFrom('demonstration', 'prompt')).map((target: Target) => target);

let store: Store;
const trips = new Map<string, Trip[]>();
const told = (title: string, trip: Trip) => trips.set(title, [...(trips.get(title) ?? []), trip]);

beforeAll(async () => {
	store = await freshStore();
	for (const { slug, stage, form, probes } of sources) {
		await makeProject(store, slug, stage, form);
		await fill(store, slug, probes);
	}
});

const into = (name: string) => `into-${name.replace(', as ', '-')}`;
const readerOf = (name: string) => reads[name.replace(/, as .*/, '')] ?? '';

/** The other ways in which rows of a target can be written. */
function tablesOf(name: string): ('csv' | 'parquet')[] {
	const target = targetOf(name);
	return target ? writingsOf(target).filter((as) => as !== 'jsonl') : [];
}

/** Rows without what counts people, or names an item by an id of ours. */
const statedIn = (text: string): string[] =>
	text.split('\n').map((row) =>
		row
			.replace(/,$/, '')
			.replace(/"prompt_id":"[^"]*",/, '')
			.replace(/"score_(chosen|rejected)":[\d.]+,?/g, '')
			.replace(/,"resolution".*/, '')
			.replace(/,(single|majority),.*/, '')
	);

describe.each(all)(
	'$name',
	({ name, title, query: asked, format, source: { slug, stage, form, probes } }) => {
		it('comes back known by itself, and twice changes nothing', async () => {
			const text = await exported(store, slug, asked);
			await makeProject(store, into(name), stage, form);
			const report = await bring(store, into(name), text, format);
			expect(report.errors).toEqual([]);
			expect(report.recognised).toEqual({ [readerOf(name)]: report.received });
			expect(report.created).toBeGreaterThan(0);
			const found = await contentOf(store, into(name));
			told(title, { name, kept: survived(probes, found) });

			const again = await bring(store, into(name), text, format);
			expect([again.created, again.brought ?? {}, again.errors]).toEqual([0, {}, []]);
			expect(await contentOf(store, into(name))).toEqual(found);
		});

		it.each(tablesOf(name))('holds the same as %s, where its rows fit a table', async (as) => {
			const file = await exported(store, slug, { ...asked, tools: 'drop', as });
			const lines = await exported(store, slug, { ...asked, tools: 'drop' });
			const twin = `${into(name)}-as-${as}`;
			await makeProject(store, twin, stage, form);
			const [first, second] = [await bring(store, twin, file, as), await bring(store, twin, lines, format)];
			expect([first.errors, first.recognised]).toEqual([[], { [readerOf(name)]: first.received }]);
			expect([second.created, second.unchanged, second.brought ?? {}]).toEqual([0, first.received, {}]);
		});

		it('says nothing new when it goes out once more', async () => {
			const known = new Set(statedIn(String(await exported(store, slug, asked))));
			const second = statedIn(String(await exported(store, into(name), asked)));
			expect(second.filter((row) => !known.has(row))).toEqual([]);
		});
	}
);

describe.each(demonstrated)('$name', (target) => {
	it('comes back as conversations', async () => {
		const { name, from } = target;
		const rows = examplesOf(spoken, from === 'prompt' ? 'prompt' : 'demonstration').flatMap((example) => {
			const row = target.row(example, { tools: true });
			return typeof row === 'string' ? [] : [row];
		});
		async function* pages(): AsyncGenerator<JsonObject[]> {
			yield await Promise.resolve(rows);
		}
		const text = (await collect(written(target, pages()))).map(String).join('');
		await makeProject(store, into(name), 'annotation', chatForm);
		const report = await bring(store, into(name), text, 'ndjson');
		expect([report.errors, report.recognised]).toEqual([[], { [readerOf(name)]: rows.length }]);
		expect(report.created).toBe(rows.length);
		told('Conversations that nobody judged', {
			name,
			kept: survived(spoken, await contentOf(store, into(name)))
		});
	});
});

it('judgments join their items in another project with all that they say', async () => {
	await makeProject(store, 'into-judgments', 'alignment', ranked.form);
	await fill(store, 'into-judgments', rankings, false);
	const text = await exported(store, 'ranked', { format: 'judgments' });
	const report = await bring(store, 'into-judgments', text, 'ndjson', 'judgments');
	expect([report.errors, report.recognised]).toEqual([[], { judgments: report.received }]);
	const found = await contentOf(store, 'into-judgments');
	expect(survived(rankings, found)).toEqual(rankings.map(() => true));
	const again = await bring(store, 'into-judgments', text, 'ndjson', 'judgments');
	expect([again.created, again.unchanged]).toEqual([0, report.received]);
	expect((await bring(store, 'into-judgments', text, 'ndjson')).errors[0]?.message).toContain('as judgments');
});

it('docs/round-trips.md says what was found, of every format', () => {
	const docs = readFileSync('docs/round-trips.md', 'utf8');
	const probesOf = new Map(all.map(({ title, source: { probes } }) => [title, probes]));
	for (const [title, own] of trips)
		expect(docs).toContain(sectionOf(title, probesOf.get(title) ?? spoken, own));
	for (const { name } of [...targets, { name: 'judgments' }]) expect(docs).toContain(`\`${name}\``);
	for (const { title, about } of shapes) expect(docs).toContain(`- **${title}.** ${about}`);
});
