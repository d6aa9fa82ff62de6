/** A file of a known format that breaks off half-way and is sent again, and the same rows in other files. */
import { beforeAll, describe, expect, it } from 'vitest';
import { contentOf, makeProject } from '../../../../test/setup/round-trip.ts';
import { freshStore } from '../../../../test/setup/store.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { defaultForm } from '#lib/form/form.ts';
import type { Report } from '#lib/project/incoming.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { csvLine } from '../csv-cell.ts';
import type { Format } from '../format.ts';
import { importBytes } from '../import.server.ts';

const ROWS = 700;
const pair = (i: number) => ({
	chosen: `\n\nHuman: Question ${i}?\n\nAssistant: The better one of ${i}.`,
	rejected: `\n\nHuman: Question ${i}?\n\nAssistant: Another of ${i}.`
});
const rows = Array.from({ length: ROWS }, (_, i) => pair(i));

let store: Store;
let made = 0;
beforeAll(async () => {
	store = await freshStore();
});

const project = async (): Promise<string> => {
	const slug = `again-${++made}`;
	await makeProject(store, slug, 'alignment', defaultForm('alignment'));
	return slug;
};

class Gone extends Error {}

/** @param breaksAt after how many bytes the line goes dead; never where it is left out */
async function* sent(text: string, breaksAt = Infinity): AsyncGenerator<Uint8Array> {
	const bytes = new TextEncoder().encode(text);
	for (let at = 0; at < bytes.length; at += 1000) {
		if (at >= breaksAt) throw new Gone();
		yield await Promise.resolve(bytes.subarray(at, at + 1000));
	}
}

const bring = (
	slug: string,
	bytes: AsyncIterable<Uint8Array>,
	format: Format = 'ndjson',
	judgments = true
): Promise<Report> =>
	importBytes(store, actor, slug, bytes, { kind: 'items', mapping: null, format, judgments });

const jsonl = rows.map((row) => JSON.stringify(row)).join('\n');
const judged = async (slug: string) =>
	(await contentOf(store, slug)).map(({ judgments }) => judgments.length);

describe('a file of a known format', () => {
	it('that breaks off is sent again, and adds what is missing alone', async () => {
		const slug = await project();
		await expect(bring(slug, sent(jsonl, jsonl.length / 2))).rejects.toThrow(Gone);
		const before = (await contentOf(store, slug)).length;
		expect(before).toBeGreaterThan(0);
		expect(before).toBeLessThan(ROWS);
		expect(await bring(slug, sent(jsonl))).toEqual({
			received: ROWS,
			created: ROWS - before,
			unchanged: before,
			rejected: 0,
			brought: { judgments: ROWS - before },
			recognised: { 'hh-rlhf': ROWS },
			errors: []
		});
		expect(new Set(await judged(slug))).toEqual(new Set([1]));
	});

	it('is the same in a list and in a table, and changes nothing there', async () => {
		const slug = await project();
		await bring(slug, sent(jsonl));
		const before = await contentOf(store, slug);
		const csv = [csvLine(['chosen', 'rejected']), ...rows.map((row) => csvLine([row.chosen, row.rejected]))];
		for (const [text, format] of [
			[JSON.stringify(rows, null, '\t'), 'json'],
			[csv.join(''), 'csv']
		] as const)
			expect(await bring(slug, sent(text), format)).toMatchObject({
				created: 0,
				unchanged: ROWS,
				errors: []
			});
		expect(await contentOf(store, slug)).toEqual(before);
	});

	it('can bring its items alone, and its judgments later', async () => {
		const slug = await project();
		expect((await bring(slug, sent(jsonl), 'ndjson', false)).brought).toBeUndefined();
		expect(new Set(await judged(slug))).toEqual(new Set([0]));
		expect(await bring(slug, sent(jsonl))).toMatchObject({ unchanged: ROWS, brought: { judgments: ROWS } });
	});

	it('with the same pair the other way round has one item, of which the later row holds', async () => {
		const slug = await project();
		const { chosen, rejected } = pair(0);
		const text = [pair(0), { chosen: rejected, rejected: chosen }]
			.map((row) => JSON.stringify(row))
			.join('\n');
		expect(await bring(slug, sent(text))).toMatchObject({
			created: 1,
			unchanged: 1,
			brought: { judgments: 2 }
		});
	});

	it('with odd bytes and odd rows loses those alone, each told by its line', async () => {
		const slug = await project();
		const text = [
			JSON.stringify(pair(1)),
			'{"chosen": "\\n\\nHuman: \\u0000", "rejected": "x"}',
			'{"chosen": ',
			JSON.stringify({ ...pair(2), rejected: pair(3).rejected }),
			JSON.stringify(pair(4))
		].join('\n');
		const { created, errors } = await bring(slug, sent(text));
		expect([created, errors.map(({ line, code }) => [line, code])]).toEqual([
			2,
			[
				[2, 'invalid_unicode'],
				[3, 'invalid_json'],
				[4, 'no_prompt']
			]
		]);
	});
});
