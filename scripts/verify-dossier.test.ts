/** The verifier against what others published: vectors of certificate transparency, signed notes, canonical JSON. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { algorithms, Authenticator, type Manner } from '../test/setup/authenticator.ts';
import {
	canonical,
	checkAssertion,
	isConsistent,
	isIncluded,
	keyIdOf,
	leafHash,
	nodeHash,
	openJws,
	openNote
} from './verify-dossier.mjs';

type Inclusion = {
	kind: 'inclusion';
	of: string;
	leafIdx: number;
	treeSize: number;
	root: string;
	leafHash: string;
	proof: string[] | null;
	wantErr: boolean;
};
type Consistency = {
	kind: 'consistency';
	of: string;
	size1: number;
	size2: number;
	root1: string;
	root2: string;
	proof: string[] | null;
	wantErr: boolean;
};

const [, ...vectors] = readFileSync('datasets/golden/merkle-vectors.jsonl', 'utf8')
	.trim()
	.split('\n')
	.map((line) => JSON.parse(line) as Inclusion | Consistency);
const hash = (text: string | null): Buffer => Buffer.from(text ?? '', 'base64');

describe('proofs', () => {
	it('are accepted and refused as transparency-dev/merkle publishes it, 196 times', () => {
		expect(vectors).toHaveLength(196);
		const wrong = vectors.filter((vector) => {
			const proof = (vector.proof ?? []).map(hash);
			const holds =
				vector.kind === 'inclusion'
					? isIncluded(vector.leafIdx, vector.treeSize, hash(vector.leafHash), proof, hash(vector.root))
					: isConsistent(vector.size1, vector.size2, hash(vector.root1), hash(vector.root2), proof);
			return holds === vector.wantErr;
		});
		expect(wrong.map(({ of }) => of)).toEqual([]);
	});

	it('stand on the roots that certificate-transparency-go publishes for its eight leaves', () => {
		// merkle/testdata of google/certificate-transparency: leaves and roots of the trees of 1 to 8 of them.
		const leaves = [
			'',
			'00',
			'10',
			'2021',
			'3031',
			'40414243',
			'5051525354555657',
			'606162636465666768696a6b6c6d6e6f'
		].map((entry) => leafHash(Buffer.from(entry, 'hex')));
		const root = (hashes: Buffer[]): Buffer => {
			const [first] = hashes;
			if (hashes.length === 1 && first) return first;
			const split = 2 ** (Math.ceil(Math.log2(hashes.length)) - 1);
			return nodeHash(root(hashes.slice(0, split)), root(hashes.slice(split)));
		};
		expect([1, 2, 3, 4, 5, 6, 7, 8].map((size) => root(leaves.slice(0, size)).toString('hex'))).toEqual([
			'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
			'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
			'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
			'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
			'4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
			'76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
			'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
			'5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
		]);
	});
});

describe('a signed note', () => {
	// The example of c2sp.org/signed-note.
	const key = {
		kid: 'example',
		x: Buffer.from('AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k', 'base64').subarray(1).toString('base64url')
	};
	const note =
		'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

	it('of the specification is opened, by its key alone', () => {
		expect(keyIdOf('example.com/foo', key).toString('hex')).toBe('530d903a');
		expect(openNote(note, [key], 'example.com/foo')).toBe('This is an example message.\n');
		expect(() => openNote(note, [key], 'example.com/bar')).toThrow('No key');
		expect(() => openNote(note, [], 'example.com/foo')).toThrow('No key');
	});

	it('may carry signatures of witnesses, and none of a known key that does not hold', () => {
		const witness = `— witness.example ${Buffer.alloc(68, 1).toString('base64')}\n`;
		expect(openNote(note + witness, [key], 'example.com/foo')).toContain('example message');
		expect(() => openNote(note.replace('an example', 'no example'), [key], 'example.com/foo')).toThrow(
			'does not hold'
		);
		for (const broken of [note.slice(0, -1), note.replace('—', '-'), `${note}\n`, note.replace('\n\n', '\n')])
			expect(() => openNote(broken, [key], 'example.com/foo')).toThrow();
	});
});

describe('a JWS', () => {
	// RFC 8037, appendix A.4.
	const key = { kid: 'none', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
	const jws =
		'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';

	it('that does not say what it is, or by which key, is refused', () => {
		expect(() => openJws(jws, [key], 'assent-receipt+jws', 'It')).toThrow('not of the kind');
	});
});

describe('canonical JSON', () => {
	it('is that of RFC 8785, section 3.2.2 and 3.2.3', () => {
		const given = JSON.parse(
			'{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
		) as never;
		expect(canonical(given)).toBe(
			'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
		);
		expect(
			canonical({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 })
		).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
	});
});

describe('the script', () => {
	const text = readFileSync('scripts/verify-dossier.mjs', 'utf8');

	it('imports Node’s own parts alone, and nothing that reaches a network', () => {
		const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
		expect(imports.toSorted()).toEqual(['node:crypto', 'node:fs', 'node:url', 'node:util']);
		expect(text).not.toMatch(/\b(fetch|require|process\.binding)\b|import\(/);
	});

	it('says how it is used', () => {
		expect(
			execFileSync(process.execPath, ['scripts/verify-dossier.mjs', '--help'], { encoding: 'utf8' })
		).toContain('node verify-dossier.mjs dossier.json');
	});
});

describe('what a passkey signed', () => {
	const origin = 'https://assent.example.org';
	const statement = { decision: 'd', verdict: 'approve' };
	const nonce = 'a-nonce';
	const sha256 = (text: string) => createHash('sha256').update(text);
	const challenge = sha256(
		`assent-review/1\n${nonce}\n${sha256(canonical(statement)).digest('hex')}\n`
	).digest('base64url');
	const given = (key: Authenticator, manner: Manner = {}, asked = challenge) => {
		const { clientDataJSON, authenticatorData, signature } = key.get({ challenge: asked }, manner).response;
		return {
			nonce,
			statement,
			client_data: clientDataJSON,
			authenticator_data: authenticatorData,
			signature
		};
	};
	const why = (proof: ReturnType<typeof given>, key: Authenticator): string => {
		try {
			checkAssertion(proof, key.jwk(), origin, 'It');
			return 'holds';
		} catch (error) {
			return (error as Error).message;
		}
	};

	it.each(algorithms)('holds by %s, and by no other key', (algorithm) => {
		const key = new Authenticator(algorithm, origin);
		expect(why(given(key), key)).toBe('holds');
		expect(why(given(key), new Authenticator(algorithm, origin))).toContain('does not hold');
	});

	it('is refused where its person was not verified, for another place, name, question or use', () => {
		const key = new Authenticator('ES256', origin);
		expect(why(given(key, { verified: false }), key)).toContain('did not verify its person');
		expect(why(given(key, { origin: 'https://evil.example' }), key)).toContain('at another place');
		expect(why(given(key, { rpId: 'evil.example' }), key)).toContain('for another name');
		expect(why(given(key, {}, 'another'), key)).toContain('asked something else');
		expect(why({ ...given(key), statement: { ...statement, verdict: 'reject' } }, key)).toContain(
			'something else'
		);
		expect(why({ ...given(key), nonce: 'another' }, key)).toContain('something else');
		const enrolment = key.create({ challenge, user: { id: 'x' } });
		expect(why({ ...given(key), client_data: enrolment.response.clientDataJSON }, key)).toContain(
			'signed as something else'
		);
	});

	it('is refused after any change of a byte of what the device signed', () => {
		const key = new Authenticator('EdDSA', origin);
		const right = given(key);
		const data = Buffer.from(right.authenticator_data, 'base64url');
		for (let at = 0; at < data.length; at++) {
			const changed = Buffer.from(data);
			changed[at] = (changed[at] ?? 0) ^ 0x02;
			expect(why({ ...right, authenticator_data: changed.toString('base64url') }, key), String(at)).not.toBe(
				'holds'
			);
		}
	});
});
