/**
 * The instance's signing key: Ed25519, in a file of its own that nobody else can read, never in the database. The
 * public halves of all that ever signed are in the database, so that what an older one signed can still be checked.
 */
import {
	createHash,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	randomUUID,
	sign,
	type KeyObject
} from 'node:crypto';
import {
	existsSync,
	linkSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { append } from '#lib/log/append.server.ts';
import type { Signer } from '#lib/log/note.server.ts';
import { canonical } from '#lib/schema/json.ts';
import type { Jwk } from '#lib/schema/jwk.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { signingKey } from '#lib/schema/tables.ts';
import { actorName, type Actor } from './actor.ts';

/** RFC 7638, with the members that RFC 8037 asks for. */
const thumbprint = (x: string): string =>
	createHash('sha256')
		.update(canonical({ crv: 'Ed25519', kty: 'OKP', x }))
		.digest('base64url');

export function signerOf(privateKey: KeyObject): Signer {
	const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
	return {
		kid: thumbprint(x),
		publicKey: Buffer.from(x, 'base64url'),
		sign: (message) => sign(null, message, privateKey)
	};
}

/** Written whole, for its owner alone, beside where it is going to be. */
function draftKey(file: string): { draft: string; signer: Signer } {
	const { privateKey } = generateKeyPairSync('ed25519');
	const draft = `${file}.${randomUUID()}`;
	writeFileSync(draft, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
	return { draft, signer: signerOf(privateKey) };
}

/** Never over one that another server has just made. */
function makeKey(file: string): void {
	const { draft } = draftKey(file);
	try {
		linkSync(draft, file);
	} catch (error) {
		if (!existsSync(file)) throw error;
	} finally {
		rmSync(draft);
	}
}

/** @throws Error with a sentence when others may read it, or when it is no such key */
function readKey(file: string): Signer {
	if ((statSync(file).mode & 0o077) !== 0)
		throw new Error(
			`${file} can be read by others, so what it signs proves nothing. Run chmod 600 ${file}; if somebody may have read it, make another with: npm run -s assent -- signing-key rotate`
		);
	let privateKey: KeyObject;
	try {
		privateKey = createPrivateKey(readFileSync(file));
	} catch {
		throw new Error(`${file} is damaged: restore it from where you keep the keys.`);
	}
	if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${file} is not an Ed25519 key.`);
	return signerOf(privateKey);
}

const fileIn = (folder: string): string => join(folder, 'signing');
const rotating = 'npm run -s assent -- signing-key rotate';

/** Whether a key is the one that signs now. @throws Error with a sentence when it is not */
async function register(store: Store, folder: string, { kid, publicKey }: Signer): Promise<void> {
	await store.write(async (tx) => {
		const known = await tx.query<{ kid: string; retired_at: number | null }>(
			'select kid, retired_at from signing_key'
		);
		const own = known.find((one) => one.kid === kid);
		if (own && own.retired_at !== null)
			throw new Error(
				`The signing key in ${folder} was replaced by a later one. Put that one there, or run: ${rotating}`
			);
		if (own) return;
		if (known.length > 0)
			throw new Error(
				`The signing key in ${folder} is not this database's. Name the right folder in ASSENT_KEYS, or run: ${rotating}`
			);
		const row = { kid, x: publicKey.toString('base64url'), createdAt: Date.now(), retiredAt: null };
		await tx.insert(signingKey).values(row).onConflictDoNothing();
	});
}

export type Signing = {
	/** what signs now */
	signer(): Signer;
	/** Looks whether the key was rotated meanwhile, by a command or another server. */
	refresh(): void;
};

/** @throws Error with a sentence for whoever starts the server */
export async function openSigning(folder: string, store: Store): Promise<Signing> {
	const file = fileIn(folder);
	if (!existsSync(file)) {
		const known = (await store.read.query('select kid from signing_key limit 1')).length > 0;
		// Another server may have made and registered it while the database was asked: a key is in its file before that.
		if (known && !existsSync(file))
			throw new Error(
				`The key that this database signs with is not in ${folder}. Put it back, name its folder in ASSENT_KEYS, or make another with: ${rotating}`
			);
		if (!known) {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			makeKey(file);
		}
	}
	const stampOf = () => {
		const { ino, mtimeMs } = statSync(file);
		return `${ino}/${mtimeMs}`;
	};
	let stamp = stampOf();
	let signer = readKey(file);
	await register(store, folder, signer);
	return {
		signer: () => signer,
		refresh() {
			const now = stampOf();
			if (now === stamp) return;
			signer = readKey(file);
			stamp = now;
		}
	};
}

/**
 * Makes another key, which signs from now on; the older ones stay known. Running servers take it within seconds.
 * @returns the new key's id
 * @throws Refusal conflict
 */
export async function rotateSigning(
	folder: string,
	store: Store,
	actor: Actor,
	now = Date.now()
): Promise<string> {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const { draft, signer } = draftKey(fileIn(folder));
	const { kid, publicKey } = signer;
	try {
		const before = await store.read.query<{ kid: string }>(
			'select kid from signing_key where retired_at is null'
		);
		await store.write(async (tx) => {
			const retired = await tx.query(
				'update signing_key set retired_at = $1 where retired_at is null returning kid',
				now
			);
			if (retired.length !== before.length)
				throw new Refusal('conflict', 'The key was rotated by somebody else just now.');
			await tx
				.insert(signingKey)
				.values({ kid, x: publicKey.toString('base64url'), createdAt: now, retiredAt: null });
			await append(
				tx,
				{
					type: 'signing_key.rotated',
					actor: actorName(actor),
					subject: { type: 'signing_key', id: kid },
					data: { retired: before.map((one) => one.kid) }
				},
				now
			);
		});
		renameSync(draft, fileIn(folder));
	} finally {
		rmSync(draft, { force: true });
	}
	return kid;
}

/** All keys that ever signed, the one that signs now first. */
export async function jwksOf(db: ReadDb): Promise<{ keys: Jwk[] }> {
	const rows = await db.query<{ kid: string; x: string }>(
		'select kid, x from signing_key order by case when retired_at is null then 0 else 1 end, created_at desc, kid'
	);
	return {
		keys: rows.map(({ kid, x }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' }))
	};
}
