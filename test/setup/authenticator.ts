/**
 * An authenticator in software, as a browser drives one: it makes passkeys of each kind that is taken here, and signs
 * what it is asked. It does as it is told, so that a test can have it lie.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { AssertionJson, RegistrationJson } from '#lib/auth/passkey-input.ts';

type Cbor = number | string | Uint8Array | Map<number | string, Cbor>;

const head = (major: number, n: number): Buffer =>
	n < 24
		? Buffer.of((major << 5) | n)
		: n < 256
			? Buffer.of((major << 5) | 24, n)
			: Buffer.of((major << 5) | 25, n >> 8, n & 255);

/** RFC 8949, as far as a public key and an attestation need it. */
function cbor(value: Cbor): Buffer {
	if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
	if (typeof value === 'string')
		return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
	if (value instanceof Map)
		return Buffer.concat([head(5, value.size), ...[...value].flatMap(([k, v]) => [cbor(k), cbor(v)])]);
	return Buffer.concat([head(2, value.length), value]);
}

const bytes = (text = ''): Buffer => Buffer.from(text, 'base64url');
const base64url = (data: Uint8Array): string => Buffer.from(data).toString('base64url');
const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

export const algorithms = ['ES256', 'EdDSA', 'RS256'] as const;
export type Algorithm = (typeof algorithms)[number];

const pairOf = (algorithm: Algorithm) =>
	algorithm === 'ES256'
		? generateKeyPairSync('ec', { namedCurve: 'P-256' })
		: algorithm === 'EdDSA'
			? generateKeyPairSync('ed25519')
			: generateKeyPairSync('rsa', { modulusLength: 2048 });

/** COSE_Key, RFC 9053 and RFC 8230. */
function coseOf(algorithm: Algorithm, key: KeyObject): Buffer {
	const { x, y, n, e } = key.export({ format: 'jwk' });
	const members: [number, Cbor][] =
		algorithm === 'ES256'
			? [
					[1, 2],
					[3, -7],
					[-1, 1],
					[-2, bytes(x)],
					[-3, bytes(y)]
				]
			: algorithm === 'EdDSA'
				? [
						[1, 1],
						[3, -8],
						[-1, 6],
						[-2, bytes(x)]
					]
				: [
						[1, 3],
						[3, -257],
						[-1, bytes(n)],
						[-2, bytes(e)]
					];
	return cbor(new Map(members));
}

export type Manner = {
	/** whether it checked that it is its person */
	verified?: boolean;
	/** how often it says that it was used; by default once more */
	counter?: number;
	/** what the browser says where it was */
	origin?: string;
	rpId?: string;
	/** the handle of the person; null: none is given */
	userHandle?: string | null;
};

export class Authenticator {
	readonly algorithm: Algorithm;
	readonly site: string;
	readonly credentialId = base64url(randomBytes(16));
	readonly #pair: { privateKey: KeyObject; publicKey: KeyObject };
	#counter = 0;
	#handle: string | null = null;

	constructor(algorithm: Algorithm = 'ES256', site = 'http://localhost:3000') {
		this.algorithm = algorithm;
		this.site = site;
		this.#pair = pairOf(algorithm);
	}

	/** Its public half, with the members that make it. */
	jwk(): { [name: string]: string } {
		const { kty = '', crv, x, y, n, e } = this.#pair.publicKey.export({ format: 'jwk' });
		return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) as { [name: string]: string };
	}

	#data({ verified = true, counter = 0, rpId }: Manner, attested: Buffer = Buffer.alloc(0)): Buffer {
		const count = Buffer.alloc(4);
		count.writeUInt32BE(counter);
		const flags = 0x01 | (verified ? 0x04 : 0) | (attested.length > 0 ? 0x40 : 0);
		return Buffer.concat([sha256(rpId ?? new URL(this.site).hostname), Buffer.of(flags), count, attested]);
	}
	#client(type: string, challenge: string, { origin = this.site }: Manner): string {
		return base64url(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })));
	}

	/** As `navigator.credentials.create` answers. */
	create(options: { challenge: string; user: { id: string } }, manner: Manner = {}): RegistrationJson {
		this.#handle = options.user.id;
		const id = bytes(this.credentialId);
		const attested = Buffer.concat([
			Buffer.alloc(16),
			Buffer.of(0, id.length),
			id,
			coseOf(this.algorithm, this.#pair.publicKey)
		]);
		const attestation = cbor(
			new Map<string, Cbor>([
				['fmt', 'none'],
				['attStmt', new Map()],
				['authData', this.#data(manner, attested)]
			])
		);
		return {
			id: this.credentialId,
			rawId: this.credentialId,
			type: 'public-key',
			response: {
				clientDataJSON: this.#client('webauthn.create', options.challenge, manner),
				attestationObject: base64url(attestation),
				transports: ['internal']
			}
		};
	}

	/** As `navigator.credentials.get` answers. */
	get({ challenge }: { challenge: string }, manner: Manner = {}): AssertionJson {
		const counter = manner.counter ?? ++this.#counter;
		this.#counter = counter;
		const data = this.#data({ ...manner, counter });
		const client = this.#client('webauthn.get', challenge, manner);
		const message = Buffer.concat([data, sha256(bytes(client))]);
		const hash = this.algorithm === 'EdDSA' ? null : 'sha256';
		return {
			id: this.credentialId,
			rawId: this.credentialId,
			type: 'public-key',
			response: {
				clientDataJSON: client,
				authenticatorData: base64url(data),
				signature: base64url(sign(hash, message, this.#pair.privateKey)),
				userHandle: manner.userHandle === undefined ? this.#handle : manner.userHandle
			}
		};
	}
}
