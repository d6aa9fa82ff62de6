import { chmod, cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../../../test/setup/database.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { openSecrets } from './secrets.server.ts';

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('the keys of an instance', () => {
	it('are made at the first start, for their owner alone, and kept', async () => {
		const store = await freshStore();
		const folder = join(await freshFolder(), 'deep', 'keys');
		const { hmac } = await openSecrets(folder, store);
		expect(hmac).toHaveLength(32);
		expect(await modeOf(folder)).toBe('700');
		expect(await modeOf(join(folder, 'hmac'))).toBe('600');
		expect((await openSecrets(folder, store)).hmac.equals(hmac)).toBe(true);
		expect(await readdir(folder)).toEqual(['hmac']);
	});

	it('close a folder that stood open', async () => {
		const folder = await freshFolder();
		await chmod(folder, 0o755);
		await openSecrets(folder, await freshStore());
		expect(await modeOf(folder)).toBe('700');
	});

	it('are the same for all servers that start at once', async () => {
		const store = await freshStore();
		const stores = [store, await joinStore(store.url), await joinStore(store.url)];
		const folder = join(await freshFolder(), 'keys');
		const made = await Promise.all(stores.map((one) => openSecrets(folder, one)));
		for (const { hmac } of made) expect(hmac.equals(made[0]?.hmac ?? Buffer.of())).toBe(true);
	});

	it('are refused when they are others, and when they are gone', async () => {
		const store = await freshStore();
		await openSecrets(join(await freshFolder(), 'keys'), store);
		const others = join(await freshFolder(), 'keys');
		await openSecrets(others, await freshStore());
		await expect(openSecrets(others, store)).rejects.toThrow('not those of this database');
		const empty = join(await freshFolder(), 'keys');
		await expect(openSecrets(empty, store)).rejects.toThrow('made with keys that are not in');
		await expect(stat(empty)).rejects.toThrow('ENOENT');
	});

	it('are refused when they are damaged', async () => {
		const folder = await freshFolder();
		await writeFile(join(folder, 'hmac'), 'half a key');
		await expect(openSecrets(folder, await freshStore())).rejects.toThrow('damaged');
	});

	it('move with their folder, and are not in the database', async () => {
		const store = await freshStore();
		const folder = join(await freshFolder(), 'keys');
		await openSecrets(folder, store);
		const moved = join(await freshFolder(), 'elsewhere');
		await mkdir(moved);
		await cp(folder, moved, { recursive: true });
		await openSecrets(moved, store);
		const secret = (await readFile(join(folder, 'hmac'), 'utf8')).trim();
		expect(JSON.stringify(await store.read.query('select * from setting'))).not.toContain(secret);
	});
});
