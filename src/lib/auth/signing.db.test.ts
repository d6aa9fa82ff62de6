import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmod, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../../../test/setup/database.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { console as consoleActor } from './actor.ts';
import { jwksOf, openSigning, rotateSigning, signerOf } from './signing.server.ts';

const place = async () => {
	const store = await freshStore();
	const folder = join(await freshFolder(), 'keys');
	return { store, folder, file: join(folder, 'signing') };
};

describe('the signing key', () => {
	it('is named as RFC 8037 names its own key', async () => {
		// RFC 8037, appendix A.1 and A.3.
		const jwk = {
			kty: 'OKP',
			crv: 'Ed25519',
			d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
			x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
		};
		const signer = signerOf(createPrivateKey({ key: jwk, format: 'jwk' }));
		expect(signer.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
		const signed = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc';
		expect(signer.sign(Buffer.from(signed)).toString('base64url')).toBe(
			'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
		);
	});

	it('is made at the first start, for its owner alone, and kept; the database holds its public half', async () => {
		const { store, folder, file } = await place();
		const { kid, publicKey } = (await openSigning(folder, store)).signer();
		expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
		expect(await readdir(folder)).toEqual(['signing']);
		expect((await openSigning(folder, store)).signer().kid).toBe(kid);
		expect(await jwksOf(store.read)).toEqual({
			keys: [
				{ kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url'), kid, alg: 'EdDSA', use: 'sig' }
			]
		});
		const pem = (await readFile(file, 'utf8')).split('\n')[1] ?? '';
		const tables = await Promise.all(
			['signing_key', 'setting', 'log_head', 'event'].map((name) => store.read.query(`select * from ${name}`))
		);
		expect(pem).toHaveLength(64);
		expect(JSON.stringify(tables)).not.toContain(pem);
	});

	it('is the same for all servers that start at once', async () => {
		const { store, folder } = await place();
		const stores = [store, await joinStore(store.url), await joinStore(store.url)];
		const opened = await Promise.all(stores.map((one) => openSigning(folder, one)));
		expect(new Set(opened.map((one) => one.signer().kid)).size).toBe(1);
		expect((await jwksOf(store.read)).keys).toHaveLength(1);
	});

	it('is taken from its file when another server made it while this one asked the database', async () => {
		const { store, folder } = await place();
		const other = await joinStore(store.url);
		const slow = {
			...store,
			read: {
				...store.read,
				query: async <Row>(statement: string) => {
					await openSigning(folder, other);
					return store.read.query<Row>(statement);
				}
			}
		};
		const late = (await openSigning(folder, slow)).signer().kid;
		expect(late).toBe((await openSigning(folder, other)).signer().kid);
		expect((await jwksOf(store.read)).keys).toHaveLength(1);
	});

	it('is refused, in words, when others can read it', async () => {
		const { store, folder, file } = await place();
		await openSigning(folder, store);
		for (const mode of [0o640, 0o604, 0o660]) {
			await chmod(file, mode);
			await expect(openSigning(folder, store)).rejects.toThrow(`chmod 600 ${file}`);
		}
		await chmod(file, 0o600);
		await openSigning(folder, store);
	});

	it('is refused when it is damaged, of another kind, another database’s, or gone', async () => {
		const { store, folder, file } = await place();
		await openSigning(folder, store);
		const other = await place();
		await openSigning(other.folder, other.store);
		await expect(openSigning(other.folder, store)).rejects.toThrow('is not this database');
		const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
		await writeFile(file, rsa.export({ format: 'pem', type: 'pkcs8' }));
		await expect(openSigning(folder, store)).rejects.toThrow('not an Ed25519 key');
		await writeFile(file, 'half a key');
		await expect(openSigning(folder, store)).rejects.toThrow('damaged');
		await rm(file);
		await expect(openSigning(folder, store)).rejects.toThrow('is not in');
		await expect(stat(file)).rejects.toThrow('ENOENT');
	});

	it('is rotated: the new one signs, the older stays known, a running server takes it', async () => {
		const { store, folder, file } = await place();
		const running = await openSigning(folder, store);
		const old = running.signer();
		const signed = old.sign(Buffer.from('before'));
		const kid = await rotateSigning(folder, store, consoleActor);
		expect(running.signer().kid).toBe(old.kid);
		running.refresh();
		expect(running.signer().kid).toBe(kid);
		expect((await openSigning(folder, store)).signer().kid).toBe(kid);
		expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
		expect(await readdir(folder)).toEqual(['signing']);
		const { keys } = await jwksOf(store.read);
		expect(keys.map((key) => key.kid)).toEqual([kid, old.kid]);
		const { kty, crv, x } = keys[1] ?? { kty: '', crv: '', x: '' };
		const publicKey = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
		expect(verify(null, Buffer.from('before'), publicKey, signed)).toBe(true);
	});

	it('is not taken back: an older one that is put there again is refused', async () => {
		const { store, folder, file } = await place();
		await openSigning(folder, store);
		const old = await readFile(file);
		await rotateSigning(folder, store, consoleActor);
		await writeFile(file, old);
		await expect(openSigning(folder, store)).rejects.toThrow('replaced by a later one');
	});

	it('may be lost: then another is made', async () => {
		const { store, folder, file } = await place();
		await openSigning(folder, store);
		await rm(file);
		const kid = await rotateSigning(folder, store, consoleActor);
		expect((await openSigning(folder, store)).signer().kid).toBe(kid);
		expect((await jwksOf(store.read)).keys).toHaveLength(2);
	});
});
