import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../../../test/setup/database.ts';
import { pictures } from '../../../test/setup/pictures.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as lead, type Person } from '#lib/auth/actor.ts';
import { backup } from '#lib/schema/backup.server.ts';
import { connect } from '#lib/schema/sqlite.server.ts';
import { event } from '#lib/schema/tables.ts';
import { addFile, addressesOf, FILE_LIMIT, listFiles, readFile } from './files.server.ts';
import { createProject } from './project.server.ts';

const form = {
	fields: [{ name: 'image', type: 'image' }],
	questions: [{ name: 'what', type: 'label', options: [{ value: 'a' }] }]
};

async function projects() {
	const store = await freshStore();
	const make = (slug: string) => createProject(store, lead, { slug, name: slug, stage: 'annotation', form });
	return { store, birds: await make('birds'), other: await make('other') };
}

const person = (...roles: Person['roles']): Person => ({
	kind: 'person',
	id: 'p1',
	email: 'p1@example.org',
	name: 'P',
	roles,
	via: 'session',
	only: null
});

const bytesOf = async (stream: ReadableStream<Uint8Array>) =>
	new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());

/** A GIF goes on after its end: any size makes a picture. */
function large(size: number): Uint8Array {
	const bytes = new Uint8Array(size);
	for (let i = 0; i < size; i++) bytes[i] = (i * 2654435761) >>> 13;
	bytes.set(pictures.gif);
	return bytes;
}

describe('files', () => {
	it('are named by their bytes: sent again, under whatever name, they are one', async () => {
		const { store } = await projects();
		const first = await addFile(store, lead, 'birds', { bytes: pictures.png, name: 'wren.png' });
		const id = createHash('sha256').update(pictures.png).digest('hex');
		expect(first).toMatchObject({
			created: true,
			file: { id, url: `/api/v1/projects/birds/files/${id}`, type: 'image/png', width: 7, height: 4 }
		});
		const again = await addFile(store, lead, 'birds', { bytes: pictures.png, name: 'robin.png' });
		expect(again).toEqual({ file: first.file, created: false });
		const { items } = await listFiles(store, lead, 'birds', { limit: 50 });
		expect(items).toMatchObject([{ id, names: ['robin.png', 'wren.png'] }]);
		const added = (await store.read.select().from(event)).filter(({ type }) => type === 'file.added');
		expect(added).toHaveLength(1);
	});

	it('are one when they come twice at once', async () => {
		const { store } = await projects();
		const bytes = large(600_000);
		const sent = await Promise.all(
			[1, 2, 3, 4].map(() => addFile(store, lead, 'birds', { bytes, name: 'x.gif' }))
		);
		expect(sent.filter(({ created }) => created)).toHaveLength(1);
		const read = await readFile(store, lead, 'birds', sent[0]?.file.id ?? '');
		expect(await bytesOf(read.bytes())).toEqual(bytes);
	});

	it.each([256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3 * 256 * 1024, 1_000_003])(
		'come back as they went, at %i bytes',
		async (size) => {
			const { store } = await projects();
			const bytes = large(size);
			const { file } = await addFile(store, lead, 'birds', { bytes, name: null });
			const read = await readFile(store, lead, 'birds', file.id);
			expect(await bytesOf(read.bytes())).toEqual(bytes);
			expect(read.file.bytes).toBe(size);
		}
	);

	it('keep the name that they had: another file under it is refused, and leaves nothing', async () => {
		const { store } = await projects();
		await addFile(store, lead, 'birds', { bytes: pictures.png, name: 'wren.png' });
		await expect(
			addFile(store, lead, 'birds', { bytes: pictures.gif, name: 'wren.png' })
		).rejects.toMatchObject({ code: 'conflict' });
		expect((await listFiles(store, lead, 'birds', { limit: 50 })).items).toHaveLength(1);
		// In another project the name is free.
		expect(await addFile(store, lead, 'other', { bytes: pictures.gif, name: 'wren.png' })).toMatchObject({
			created: true
		});
	});

	it('are pictures alone, of a bounded size', async () => {
		const { store } = await projects();
		const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
		await expect(addFile(store, lead, 'birds', { bytes: svg, name: 'a.png' })).rejects.toMatchObject({
			code: 'unsupported_media',
			status: 415
		});
		await expect(
			addFile(store, lead, 'birds', { bytes: large(FILE_LIMIT + 1), name: null })
		).rejects.toMatchObject({ code: 'too_large', status: 413 });
	});

	it('are read by those who work in the project, listed and added by its leads, and by nobody else', async () => {
		const { store } = await projects();
		const { file } = await addFile(store, lead, 'birds', { bytes: pictures.png, name: 'wren.png' });
		for (const roles of [['annotator'], ['researcher'], ['admin']] as Person['roles'][])
			expect((await readFile(store, person(...roles), 'birds', file.id)).file.id).toBe(file.id);
		for (const roles of [['rater'], ['operator'], []] as Person['roles'][])
			await expect(readFile(store, person(...roles), 'birds', file.id)).rejects.toMatchObject({
				code: 'forbidden'
			});
		for (const roles of [['annotator'], ['rater']] as Person['roles'][]) {
			await expect(listFiles(store, person(...roles), 'birds', { limit: 50 })).rejects.toMatchObject({
				code: 'forbidden'
			});
			await expect(
				addFile(store, person(...roles), 'birds', { bytes: pictures.gif, name: null })
			).rejects.toMatchObject({ code: 'forbidden' });
		}
		// The same bytes, asked of a project that does not have them.
		await expect(readFile(store, lead, 'other', file.id)).rejects.toMatchObject({ code: 'not_found' });
	});

	it('are listed page by page, each once', async () => {
		const { store } = await projects();
		const sizes = [100, 200, 300, 400, 500, 600, 700];
		for (const size of sizes) await addFile(store, lead, 'birds', { bytes: large(size), name: null });
		const seen: number[] = [];
		let cursor: string | undefined;
		do {
			const page = await listFiles(store, lead, 'birds', { limit: 3, ...(cursor ? { cursor } : {}) });
			seen.push(...page.items.map(({ bytes }) => bytes));
			cursor = page.next_cursor ?? undefined;
		} while (cursor);
		expect(seen).toEqual(sizes);
	});

	it('are whole in a backup, whichever engine it is of', async () => {
		const { store } = await projects();
		const bytes = large(700_000);
		await addFile(store, lead, 'birds', { bytes, name: 'x.gif' });
		const to = join(await freshFolder(), 'copy.db');
		await backup(store.url, to);
		const copy = connect(to, { readonly: true });
		const parts = copy.prepare('select data from file_chunk order by part').all() as { data: Buffer }[];
		copy.close();
		expect(Buffer.concat(parts.map(({ data }) => data)).equals(bytes)).toBe(true);
	});

	it('are named by payloads in four ways, and travel under their address alone', async () => {
		const { store, birds, other } = await projects();
		const { file } = await addFile(store, lead, 'birds', { bytes: pictures.png, name: 'secret wren.png' });
		const whole = `data:image/png;base64,${Buffer.from(pictures.png).toString('base64')}`;
		const hostile = 'data:image/svg+xml;base64,PHN2Zy8+';
		const values = [
			'secret wren.png',
			file.id,
			`sha256:${file.id}`,
			`http://localhost:3000${file.url}`,
			whole,
			hostile,
			'https://example.org/secret-wren.png',
			'unknown.png'
		];
		const found = await addressesOf(store.read, birds.id, values);
		for (const value of values.slice(0, 4)) expect(found.get(value)).toBe(file.url);
		expect(found.get(whole)).toBe(whole);
		for (const value of values.slice(5)) expect(found.has(value)).toBe(false);
		expect((await addressesOf(store.read, other.id, ['secret wren.png'])).size).toBe(0);
	});
});
