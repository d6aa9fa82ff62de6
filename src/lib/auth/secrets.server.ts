/**
 * The instance's own secrets, in a folder beside the database and never in it or its backup. All servers of a
 * database share them: its fingerprint in the database refuses a start with others.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Signer } from '#lib/log/note.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { setting } from '#lib/schema/tables.ts';

export type Secrets = {
	hmac: Buffer;
	/** what signs receipts and the log now, see signing.server.ts */
	signer(): Signer;
	/** the address that receipts name */
	issuer: string;
};

const NAME = 'keys_fingerprint';
const BYTES = 32;

/** Whole or not at all, and never over one that another server has just made. */
function makeSecret(file: string): void {
	const draft = `${file}.${randomUUID()}`;
	writeFileSync(draft, `${randomBytes(BYTES).toString('hex')}\n`, { mode: 0o600 });
	try {
		linkSync(draft, file);
	} catch (error) {
		if (!existsSync(file)) throw error;
	} finally {
		rmSync(draft);
	}
}

function readSecret(file: string): Buffer {
	const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
	if (secret.length !== BYTES)
		throw new Error(`${file} is damaged: restore it from where you keep the keys.`);
	return secret;
}

const fingerprintOf = (secret: Buffer): string =>
	createHmac('sha256', secret).update('assent fingerprint').digest('hex');

/** @throws Error with a sentence for whoever starts the server */
export async function openSecrets(folder: string, store: Store): Promise<Pick<Secrets, 'hmac'>> {
	const file = join(folder, 'hmac');
	const [known] = await store.read.select().from(setting).where(eq(setting.name, NAME));
	if (known && !existsSync(file))
		throw new Error(
			`This database was made with keys that are not in ${folder}. Put them back there, or name their folder in ASSENT_KEYS.`
		);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	chmodSync(folder, 0o700);
	if (!existsSync(file)) makeSecret(file);
	const hmac = readSecret(file);
	const fingerprint = fingerprintOf(hmac);
	await store.write(async (tx) => {
		await tx.insert(setting).values({ name: NAME, value: fingerprint }).onConflictDoNothing();
		const [row] = await tx.select().from(setting).where(eq(setting.name, NAME));
		if (row?.value !== fingerprint)
			throw new Error(
				`The keys in ${folder} are not those of this database: it was started with others before. Name their folder in ASSENT_KEYS, or use another DATABASE_URL.`
			);
	});
	return { hmac };
}
