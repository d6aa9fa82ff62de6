/** Downloads, as a thread makes the most of them. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesIn } from '../../../test/setup/parquet.ts';
import { ndjson } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { openPouring, type Pouring } from '#lib/job/pouring.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { ExportQuery } from './export.ts';
import { exportFile } from './export.server.ts';
import { importBytes } from './import.server.ts';
import { made } from './stream.server.ts';

const MANY = 900;
/** Text that does not shrink. */
const noise = (i: number): string =>
	createHash('shake256', { outputLength: 128 }).update(String(i)).digest('base64');

let store: Store;
let pouring: Pouring;

beforeAll(async () => {
	store = await freshStore();
	pouring = openPouring({
		url: store.url,
		entry: new URL('../../../test/setup/export-thread.ts', import.meta.url)
	});
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug: 'long', name: 'Long', stage: 'alignment', settings: { overlap: 1 } })
	);
	const items = Array.from({ length: MANY }, (_, i) => ({
		key: `k${i}`,
		payload: {
			prompt: `Question ${i} ${'why '.repeat(20)}`,
			responses: [
				{ id: 'a', text: `É\u2028 ${i} ${noise(i)}` },
				{ id: 'b', text: `So ${noise(-i)} ${'😀 '.repeat(i % 30)}` }
			]
		},
		judgments: [{ rater: `r${i % 7}`, answers: { preference: { tiers: [['a'], ['b']] } } }]
	}));
	const report = await importBytes(store, actor, 'long', ndjson(...items), {
		kind: 'items',
		mapping: null,
		format: 'ndjson'
	});
	expect(report).toMatchObject({ created: MANY, errors: [] });
});
afterAll(() => pouring.stop());

describe('a download', () => {
	it.each([
		{ format: 'trl-dpo' },
		{ format: 'trl-dpo', as: 'parquet' },
		{ format: 'trl-dpo', file: 'meta' },
		{ format: 'trl-dpo', only: 'r1,r2' },
		{ format: 'llamafactory-alpaca' },
		{ format: 'judgments' },
		{ format: 'ultrafeedback' }
	])('is the bytes that are made here: %o', async (asked) => {
		const file = () => exportFile(store, actor, 'long', ExportQuery.parse(asked));
		const bytes = await bytesIn(made(await file(), pouring, () => false));
		expect(bytes.length).toBeGreaterThan(64_000);
		expect(bytes.equals(await bytesIn((await file()).lines))).toBe(true);
	});
});
