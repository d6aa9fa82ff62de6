/** Passwords: argon2id beside the event loop, kept as PHC strings, and the same work whether or not there is a hash. */
import crypto from 'node:crypto';

/** OWASP's password storage cheat sheet: 19 MiB, two passes, one lane. */
const memory = 19_456;
const passes = 2;
const parallelism = 1;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

type Cost = { memory: number; passes: number; parallelism: number };

const derive = (password: string, nonce: Buffer, tagLength: number, cost: Cost): Promise<Buffer> =>
	new Promise((resolve, reject) => {
		// One way to write é: keyboards differ in whether they compose.
		const message = password.normalize('NFKC');
		crypto.argon2('argon2id', { message, nonce, tagLength, ...cost }, (error, tag) =>
			error ? reject(error) : resolve(tag)
		);
	});

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
/** The PHC string format of https://github.com/P-H-C/phc-string-format */
const phc = (salt: Buffer, tag: Buffer): string =>
	`$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;

export async function hashPassword(password: string): Promise<string> {
	const salt = crypto.randomBytes(SALT_BYTES);
	return phc(salt, await derive(password, salt, TAG_BYTES, { memory, passes, parallelism }));
}

/** Nobody's hash: an unknown e-mail costs what a known one does. */
const nobody = phc(Buffer.alloc(SALT_BYTES), Buffer.alloc(TAG_BYTES));

export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
	const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? nobody);
	if (!parts) throw new Error('A stored password hash cannot be read.');
	const [, m, t, p, salt = '', tag = ''] = parts;
	const wanted = Buffer.from(tag, 'base64');
	const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p) };
	const found = await derive(password, Buffer.from(salt, 'base64'), wanted.length, cost);
	return crypto.timingSafeEqual(found, wanted) && hash !== null;
}

/** Whether a hash was made with other parameters than today's. */
export const isOutdated = (hash: string): boolean =>
	!hash.startsWith(`$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$`);
