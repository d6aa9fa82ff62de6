#!/usr/bin/env node
/**
 * Checks a dossier, a receipt or a checkpoint of Assent without Assent: this one file needs Node 20 or later, nothing
 * else of the project, no package and no network. It says in words what holds, and refuses what does not.
 *
 * Sources: JSON Canonicalization RFC 8785 · JWS RFC 7515 with Ed25519 RFC 8037, thumbprints RFC 7638 · Merkle trees
 * RFC 6962 and RFC 9162, sections 2.1.3.2 and 2.1.4.2 · signed notes and checkpoints, c2sp.org/signed-note and
 * c2sp.org/tlog-checkpoint · passkeys W3C Web Authentication level 3, sections 6.1 and 7.2.
 */
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * @typedef {null | boolean | number | string | { [at: number]: Json } | { [name: string]: Json }} Json
 * @typedef {{ [name: string]: Json }} Obj
 */
/** @typedef {{ kid: string, x: string }} Key */

/** Something does not hold; the message says what. */
export class Refused extends Error {}

/** @param {unknown} holds @param {string} otherwise @returns {asserts holds} */
function must(holds, otherwise) {
	if (!holds) throw new Refused(otherwise);
}

// --- text, hashes and encodings

/** @param {...(string | Uint8Array)} parts */
const sha256 = (...parts) => {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return hash.digest();
};

/** RFC 8785 for what JSON.parse gives. @param {Json} value @returns {string} */
export function canonical(value) {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const object = /** @type {Obj} */ (value);
	// By UTF-16 units, which is how strings compare here.
	const names = Object.keys(object).sort();
	return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(object[name] ?? null)}`).join(',')}}`;
}

/** @param {Json} value */
const digestOf = (value) => `sha256:${sha256(canonical(value)).toString('hex')}`;

/** Only the one text that encodes these bytes: another would be a change that nobody sees. */
/** @param {string} text @param {'base64' | 'base64url'} encoding */
function bytesOf(text, encoding) {
	const bytes = Buffer.from(text, encoding);
	must(bytes.toString(encoding) === text, `“${text.slice(0, 20)}…” is not ${encoding} as it should be.`);
	return bytes;
}

/** @param {Uint8Array} bytes @param {string} what */
function textOf(bytes, what) {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw new Refused(`${what} is not UTF-8 text.`);
	}
}

/** @param {string} text @param {string} what @returns {Json} */
function parsed(text, what) {
	try {
		return JSON.parse(text);
	} catch {
		throw new Refused(`${what} is not JSON.`);
	}
}

/** @param {Json | undefined} value @param {string} what @returns {Obj} */
function objectOf(value, what) {
	must(typeof value === 'object' && value !== null && !Array.isArray(value), `${what} is not an object.`);
	return /** @type {Obj} */ (value);
}

/** @param {Json | undefined} value @param {string} what @returns {Obj[]} */
function listOf(value, what) {
	must(Array.isArray(value), `${what} is not a list.`);
	return /** @type {Json[]} */ (value).map((one) => objectOf(one, `A part of ${what}`));
}

/** @param {Json | undefined} value @param {string} what @returns {string} */
function stringOf(value, what) {
	must(typeof value === 'string', `${what} is not a text.`);
	return /** @type {string} */ (value);
}

/** @param {Json | undefined} a @param {Json | undefined} b */
const same = (a, b) => a !== undefined && b !== undefined && canonical(a) === canonical(b);

// --- Merkle trees

/** @param {Uint8Array} entry */
export const leafHash = (entry) => sha256(Buffer.of(0), entry);
/** @param {Uint8Array} left @param {Uint8Array} right */
export const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

/** @param {number} n */
const isOdd = (n) => n % 2 === 1;
/** @param {number} n */
const half = (n) => Math.floor(n / 2);

/**
 * RFC 9162, section 2.1.3.2.
 * @param {number} index from 0 @param {number} size @param {Buffer} leaf @param {Buffer[]} proof @param {Buffer} root
 */
export function isIncluded(index, size, leaf, proof, root) {
	if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
	if (leaf.length !== 32 || root.length !== 32) return false;
	let fn = index;
	let sn = size - 1;
	let r = leaf;
	for (const p of proof) {
		if (sn === 0 || p.length !== 32) return false;
		if (isOdd(fn) || fn === sn) {
			r = nodeHash(p, r);
			while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
		} else r = nodeHash(r, p);
		[fn, sn] = [half(fn), half(sn)];
	}
	return sn === 0 && r.equals(root);
}

/**
 * RFC 9162, section 2.1.4.2.
 * @param {number} size1 @param {number} size2 @param {Buffer} root1 @param {Buffer} root2 @param {Buffer[]} proof
 */
export function isConsistent(size1, size2, root1, root2, proof) {
	if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 1 || size1 > size2)
		return false;
	if (size1 === size2) return proof.length === 0 && root1.equals(root2);
	if (proof.length === 0 || proof.some((hash) => hash.length !== 32)) return false;
	const path = Number.isInteger(Math.log2(size1)) ? [root1, ...proof] : proof;
	let fn = size1 - 1;
	let sn = size2 - 1;
	while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
	let [fr] = path;
	let sr = fr;
	if (!fr || !sr) return false;
	for (const c of path.slice(1)) {
		if (sn === 0) return false;
		if (isOdd(fn) || fn === sn) {
			fr = nodeHash(c, fr);
			sr = nodeHash(c, sr);
			while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
		} else sr = nodeHash(sr, c);
		[fn, sn] = [half(fn), half(sn)];
	}
	return sn === 0 && fr.equals(root1) && sr.equals(root2);
}

// --- signatures

/** @param {Key} key @param {Uint8Array} message @param {Uint8Array} signature */
function holds({ x }, message, signature) {
	try {
		const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
		return verify(null, message, key, signature);
	} catch {
		return false;
	}
}

/** @param {Json | undefined} jwks @returns {Key[]} */
export function keysOf(jwks) {
	return listOf(objectOf(jwks, 'The set of keys').keys, 'The list of keys').map((jwk) => {
		const x = stringOf(jwk.x, 'A key');
		must(jwk.kty === 'OKP' && jwk.crv === 'Ed25519', 'A key is not an Ed25519 key.');
		must(bytesOf(x, 'base64url').length === 32, 'A key is not 32 bytes long.');
		const kid = sha256(canonical({ crv: 'Ed25519', kty: 'OKP', x })).toString('base64url');
		must(jwk.kid === kid, `The key ${kid} goes by another name.`);
		return { kid, x };
	});
}

/**
 * Opens a statement.
 * @param {Json | undefined} jws @param {Key[]} keys @param {string} typ @param {string} what @returns {Obj}
 */
export function openJws(jws, keys, typ, what) {
	const parts = stringOf(jws, what).split('.');
	must(parts.length === 3, `${what} is not a JWS.`);
	const [head = '', body = '', signature = ''] = parts;
	const header = objectOf(parsed(textOf(bytesOf(head, 'base64url'), what), what), what);
	must(same(header, { alg: 'EdDSA', kid: header.kid ?? null, typ }), `${what} is not of the kind ${typ}.`);
	const key = keys.find(({ kid }) => kid === header.kid);
	must(key, `${what} is signed with a key that is not known here.`);
	const signed = Buffer.from(`${head}.${body}`);
	must(holds(key, signed, bytesOf(signature, 'base64url')), `The signature of ${what} does not hold.`);
	return objectOf(parsed(textOf(bytesOf(body, 'base64url'), what), what), what);
}

/** The first four bytes of SHA-256(name || 0x0A || 0x01 || public key). @param {string} name @param {Key} key */
export const keyIdOf = (name, { x }) =>
	sha256(`${name}\n`, Buffer.of(1), Buffer.from(x, 'base64url')).subarray(0, 4);

/** Opens a signed note. @param {string} note @param {Key[]} keys @param {string} name @returns {string} its text */
export function openNote(note, keys, name) {
	const end = note.lastIndexOf('\n\n');
	must(end > 0 && note.endsWith('\n'), 'The checkpoint is not a signed note.');
	const text = note.slice(0, end + 1);
	let held = false;
	for (const line of note.slice(end + 2, -1).split('\n')) {
		const [dash, signer, encoded, ...more] = line.split(' ');
		must(
			dash === '—' && signer && encoded && more.length === 0,
			'A signature of the checkpoint is malformed.'
		);
		const bytes = bytesOf(encoded, 'base64');
		const key = keys.find((one) => signer === name && keyIdOf(name, one).equals(bytes.subarray(0, 4)));
		// Witnesses may sign too: whom nobody here knows says nothing. A known key must hold.
		if (!key) continue;
		must(holds(key, Buffer.from(text), bytes.subarray(4)), 'The signature of the checkpoint does not hold.');
		held = true;
	}
	must(held, 'No key that is known here signed the checkpoint.');
	return text;
}

/** @param {Json | undefined} note @param {Key[]} keys @returns {{ origin: string, size: number, root: Buffer }} */
export function openCheckpoint(note, keys) {
	const whole = stringOf(note, 'The checkpoint');
	const [origin = ''] = whole.split('\n');
	const [, size = '', root = ''] = openNote(whole, keys, origin).split('\n');
	must(/^(0|[1-9]\d{0,15})$/.test(size), 'The checkpoint names no size.');
	const bytes = bytesOf(root, 'base64');
	must(bytes.length === 32, 'The checkpoint holds no root.');
	return { origin, size: Number(size), root: bytes };
}

// --- dossiers

/** @param {string} salt @param {string} text */
const bound = (salt, text) => createHmac('sha256', salt).update(text).digest('hex');

/** What the leaf binds of an event's data. @param {Obj} event @returns {string | null} */
function dataHashOf({ id, data, salt, data_hash: kept }) {
	if (kept !== null) {
		must(salt === null, `Event ${id} has its data's hash and a salt.`);
		return stringOf(kept, `The hash of event ${id}`);
	}
	if (data === null) return null;
	return bound(stringOf(salt, `The salt of event ${id}`), canonical(data ?? null));
}

/** @param {Obj} event @param {number} size @param {Buffer} root */
function checkEvent(event, size, root) {
	const { position, id, at, type, actor, project, stage, subject } = event;
	const entry = canonical({
		...{
			position: position ?? null,
			id: id ?? null,
			at: at ?? null,
			type: type ?? null,
			actor: actor ?? null
		},
		...{ project: project ?? null, stage: stage ?? null, subject: subject ?? null, data: dataHashOf(event) }
	});
	must(Array.isArray(event.proof), `Event ${id} has no proof.`);
	const proof = /** @type {Json[]} */ (event.proof).map((hash) =>
		bytesOf(stringOf(hash, 'A hash of a proof'), 'base64')
	);
	must(
		isIncluded(Number(position) - 1, size, leafHash(Buffer.from(entry)), proof, root),
		`Event ${id} (${type}) is not in the log at position ${position} as it stands here.`
	);
}

/** @param {Obj} value @param {string[]} path @returns {Obj} */
function without(value, [first = '', ...rest]) {
	if (!Object.hasOwn(value, first)) return value;
	const { [first]: member = null, ...others } = value;
	if (rest.length === 0) return others;
	if (typeof member !== 'object' || member === null || Array.isArray(member)) return value;
	return { ...others, [first]: without(member, rest) };
}

/** What an approval binds: name and arguments without those that the policy leaves free. */
/** @param {Obj} action @param {Json | undefined} unbound */
function actionHash(action, unbound) {
	const free = Array.isArray(unbound) ? unbound : [];
	const bare = free.map((field) =>
		stringOf(field, 'An unbound field')
			.replace(/^args\./, '')
			.split('.')
	);
	const args = bare.reduce(without, objectOf(action.args, 'The arguments'));
	return digestOf({ name: action.name ?? null, args });
}

// --- passkeys

const FORMAT = 'assent-review/1';
/** In the authenticator data, after the 32 bytes of the RP id's hash. */
const FLAGS_AT = 32;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

/** The members that make a public key, and no others. @param {Json | undefined} value @returns {{ [name: string]: string }} */
function publicKeyOf(value) {
	const jwk = objectOf(value, 'The public key of a passkey');
	const names = { EC: ['crv', 'kty', 'x', 'y'], OKP: ['crv', 'kty', 'x'], RSA: ['e', 'kty', 'n'] };
	const wanted = names[/** @type {keyof typeof names} */ (jwk.kty)];
	must(wanted && same(Object.keys(jwk).sort(), wanted), 'The public key of a passkey is of no known kind.');
	must(jwk.kty !== 'EC' || jwk.crv === 'P-256', 'The public key of a passkey is on another curve.');
	must(jwk.kty !== 'OKP' || jwk.crv === 'Ed25519', 'The public key of a passkey is on another curve.');
	return /** @type {{ [name: string]: string }} */ (jwk);
}

/** ES256, EdDSA or RS256, as the key is. @param {{ [name: string]: string }} jwk @param {Uint8Array} message @param {Uint8Array} signature */
function passkeyHolds(jwk, message, signature) {
	try {
		const key = createPublicKey({ key: jwk, format: 'jwk' });
		return verify(jwk.kty === 'OKP' ? null : 'sha256', message, key, signature);
	} catch {
		return false;
	}
}

/**
 * What a passkey signed: the hash of a nonce and of the statement, at this place, with its person verified.
 * @param {Obj} proof @param {{ [name: string]: string }} jwk @param {string} origin @param {string} of
 */
export function checkAssertion(proof, jwk, origin, of) {
	const clientData = bytesOf(stringOf(proof.client_data, `What the browser says of ${of}`), 'base64url');
	const data = bytesOf(stringOf(proof.authenticator_data, `What the device says of ${of}`), 'base64url');
	const signature = bytesOf(stringOf(proof.signature, `The signature of ${of}`), 'base64url');
	const said = objectOf(parsed(textOf(clientData, of), of), of);
	const text = `${FORMAT}\n${stringOf(proof.nonce, `The nonce of ${of}`)}\n${hexOf(proof.statement ?? null)}\n`;
	must(said.type === 'webauthn.get', `${of} was signed as something else.`);
	must(said.challenge === sha256(text).toString('base64url'), `${of}: the passkey was asked something else.`);
	must(said.origin === origin && said.crossOrigin !== true, `${of} was signed at another place.`);
	must(data.length >= 37, `What the device says of ${of} is cut.`);
	must(
		data.subarray(0, FLAGS_AT).equals(sha256(new URL(origin).hostname)),
		`${of} was signed for another name.`
	);
	const flags = data[FLAGS_AT] ?? 0;
	must(flags & USER_PRESENT && flags & USER_VERIFIED, `${of}: the device did not verify its person.`);
	must(
		passkeyHolds(jwk, Buffer.concat([data, sha256(clientData)]), signature),
		`${of}: the signature of the passkey does not hold.`
	);
}

/** @param {Json} value */
const hexOf = (value) => sha256(canonical(value)).toString('hex');

/** @param {string} iso @param {Json | undefined} at epoch milliseconds */
const isAt = (iso, at) => Date.parse(iso) === at;

/** What only a person's review leaves in the log; an approval may be the policy's, too. */
const reviewing = [
	'signed',
	'edited',
	'approved_with_edit',
	'rejected',
	'responded',
	'vetoed',
	'confirmed',
	'reversed'
].map((type) => `decision.${type}`);

/** Of one dossier, as its parts are checked. */
class Case {
	/** @param {Obj} dossier @param {Key[]} keys */
	constructor(dossier, keys) {
		this.dossier = dossier;
		this.keys = keys;
		this.decision = objectOf(dossier.decision, 'The decision');
		this.events = listOf(dossier.events, 'The events');
		this.reviews = listOf(dossier.reviews, 'The reviews');
		this.grants = listOf(dossier.grants, 'The grants');
		this.policy = objectOf(dossier.policy, 'The policy');
		this.erased = this.decision.erased_at !== null;
		this.salt = this.decision.salt === null ? null : stringOf(this.decision.salt, 'The salt of the decision');
		/** @type {string[]} */
		this.says = [];
	}

	/** @param {string} words */
	say(words) {
		this.says.push(words);
	}

	/** @param {Json | undefined} id @param {string} what @returns {Obj} */
	event(id, what) {
		const found = this.events.find((event) => event.id === id);
		must(found, `The event of ${what} is not in the dossier.`);
		return found;
	}

	/** @param {string} type @param {Json | undefined} subject @returns {Obj | undefined} */
	eventOf(type, subject) {
		return this.events.find(
			(event) => event.type === type && objectOf(event.subject, 'A subject').id === subject
		);
	}

	/** Whether an event binds a text, where there is a salt for it. */
	/** @param {Obj} event @param {Json | undefined} words @param {string} what */
	binds(event, words, what) {
		const data = objectOf(event.data, `The data of ${what}`);
		if (this.salt === null)
			return must(data.content === undefined || this.erased, `The salt of ${what} is gone.`);
		must(words !== undefined, `${what} is missing.`);
		must(data.content === bound(this.salt, canonical(words)), `${what} is not what the log holds of it.`);
	}

	checkLog() {
		const { size, root, origin } = openCheckpoint(this.dossier.checkpoint, this.keys);
		let last = 0;
		for (const event of this.events) {
			must(typeof event.position === 'number' && event.position > last, 'The events are not in order.');
			last = event.position;
			checkEvent(event, size, root);
		}
		this.say(`The checkpoint of ${origin} over ${size} events is signed by this instance.`);
		this.say(
			`All ${this.events.length} events stand in that log, unchanged, at positions ${this.events.map(({ position }) => position).join(', ')}.`
		);
	}

	checkShown() {
		const { id, project, agent, created_at: at, action, action_hash: hash, edited } = this.decision;
		const submitted = this.eventOf('decision.submitted', id);
		must(submitted, 'The event with which the decision came in is not in the dossier.');
		const data = objectOf(submitted.data, 'The data of the submission');
		must(submitted.project === project, 'The decision came in for another project.');
		must(data.agent === agent && submitted.actor === `key:${agent}`, 'The decision came from another agent.');
		must(isAt(stringOf(at, 'The time'), submitted.at), 'The decision came in at another time.');
		if (this.erased) {
			must(this.dossier.shown === null && action === null && hash === null, 'What was erased is still here.');
			must(this.salt === null, 'The salt of what was erased is still here.');
			must(this.eventOf('decision.erased', id), 'The event of the erasure is not in the dossier.');
			return this.say(
				'Its content was erased; the log that bound it is whole. Nobody can prove what it was.'
			);
		}
		const shown = objectOf(this.dossier.shown, 'What was shown');
		this.binds(submitted, shown, 'What was shown');
		const runs = objectOf(action, 'The action');
		must(hash === actionHash(runs, shown.unbound), 'The hash of the action is not that of the action.');
		if (edited !== true) must(same(runs, shown.action), 'The action is not the one that was proposed.');
		else
			must(
				this.reviews.some(({ answers }) => same(objectOf(answers, 'An answer').action, runs)),
				'Nobody edited the action to what it is here.'
			);
		this.say(
			this.salt === null
				? 'It came in before the log bound what was shown; receipt and seal alone vouch for that.'
				: 'What was shown is what the log bound when it came in; the action hash is that of the action.'
		);
	}

	checkPolicy() {
		const { version, document, event } = this.policy;
		must(version === this.decision.policy_version, 'The policy is of another version.');
		if (event === null) return;
		const data = objectOf(this.event(event, 'the policy').data, 'The data of the policy');
		must(data.version === version, 'The log holds another version of the policy.');
		if (data.digest === undefined) return;
		must(data.digest === digestOf(document ?? null), 'The policy is not what the log holds of it.');
		this.say(`Policy ${version} is what the log holds of it.`);
	}

	checkReviews() {
		const shown = this.erased ? null : objectOf(this.dossier.shown, 'What was shown');
		for (const review of this.reviews) {
			const event = this.event(review.event, `review ${review.id}`);
			must(event.actor === review.by, `Review ${review.id} was given by somebody else.`);
			must(
				isAt(stringOf(review.at, 'The time of a review'), event.at),
				`Review ${review.id} is of another time.`
			);
			must(
				objectOf(event.subject, 'A subject').id === this.decision.id,
				`Review ${review.id} is of another decision.`
			);
			if (this.erased) continue;
			const answers = objectOf(review.answers, `Review ${review.id}`);
			this.binds(event, answers, `Review ${review.id}`);
			if (review.signature === null) continue;
			const seen = digestOf(answers.action ?? shown?.action ?? null).slice('sha256:'.length);
			const { action_digest: signed } = objectOf(review.signature, 'A signature');
			must(signed === seen, `Review ${review.id} signed another action.`);
		}
		if (shown) this.checkPasskeys(shown);
		for (const { id, type } of this.events)
			must(
				!reviewing.includes(String(type)) || this.reviews.some(({ event }) => event === id),
				`A review of the log is missing: of event ${id} (${type}).`
			);
		if (this.reviews.length > 0)
			this.say(`${this.reviews.length} review(s) of people are what the log holds of them.`);
	}

	/** Which reviews a passkey signed, and that each signed what is here. @param {Obj} shown */
	checkPasskeys(shown) {
		let current = objectOf(shown.action, 'The proposed action');
		const asks = objectOf(this.decision.gate, 'The gate').assurance === 'passkey';
		let signed = 0;
		for (const review of this.reviews) {
			const answers = objectOf(review.answers, `Review ${review.id}`);
			const lets = answers.verdict === 'approve' || answers.verdict === 'edit';
			if (lets) current = objectOf(answers.action ?? shown.action, 'An action');
			const { assertion } = objectOf(this.event(review.event, 'a review').data, 'The data of a review');
			const counted = review.signature !== null ? objectOf(review.signature, 'A signature') : null;
			const isByPasskey = counted?.assurance === 'passkey';
			must(
				!asks || counted === null || isByPasskey,
				`Review ${review.id} has no passkey, which its gate asks for.`
			);
			if (review.passkey === null) {
				must(
					!isByPasskey && assertion === undefined,
					`What a passkey signed of review ${review.id} is missing.`
				);
				continue;
			}
			this.checkPasskey(review, answers, current, shown, assertion);
			signed++;
		}
		if (signed > 0)
			this.say(
				`${signed} review(s) were signed by passkeys whose devices verified their persons: exactly what is here, by keys that the log knows as theirs.`
			);
	}

	/** @param {Obj} review @param {Obj} answers @param {Obj} action @param {Obj} shown @param {Json | undefined} bound */
	checkPasskey(review, answers, action, shown, bound) {
		const of = `Review ${review.id}`;
		const { key, enrolled, ...proof } = objectOf(review.passkey, `The passkey of ${of}`);
		must(bound === hexOf(proof), `${of}: what the passkey signed is not what the log holds of it.`);
		const jwk = publicKeyOf(key);
		const event = this.event(enrolled, 'the enrolment of a passkey');
		const known = objectOf(event.data, 'The data of an enrolment');
		must(
			event.type === 'passkey.enrolled' &&
				objectOf(event.subject, 'A subject').id === String(review.by).slice(5),
			`${of} was signed by somebody else's passkey.`
		);
		must(known.passkey === proof.passkey && known.key === hexOf(jwk), `${of} was signed by another key.`);
		must(
			Number(event.position) < Number(this.event(review.event, of).position),
			`${of} came before its passkey.`
		);
		const words = {
			...(answers.reason === undefined ? {} : { reason: answers.reason }),
			...(answers.response === undefined ? {} : { response: answers.response })
		};
		const statement = objectOf(proof.statement, `What was signed of ${of}`);
		const wanted = {
			format: FORMAT,
			decision: this.decision.id ?? null,
			version: statement.version ?? null,
			verdict: answers.verdict ?? null,
			action: hexOf(action),
			action_hash: actionHash(action, shown.unbound),
			edit: answers.verdict === 'edit' ? hexOf(action) : null,
			policy_version: this.decision.policy_version ?? null,
			evidence: hexOf(shown),
			words: Object.keys(words).length === 0 ? null : hexOf(words)
		};
		must(same(statement, wanted), `${of}: the passkey signed something else than what is here.`);
		checkAssertion(proof, jwk, stringOf(known.origin, 'The place of an enrolment'), of);
	}

	checkGrants() {
		const { id, action_hash: hash } = this.decision;
		const submitted = this.eventOf('decision.submitted', id);
		for (const grant of this.grants) {
			const minted = this.eventOf('grant.minted', grant.id);
			const atOnce = submitted && objectOf(submitted.data, 'The data of the submission').grant === grant.id;
			must(minted ?? atOnce, `The log holds nothing of grant ${grant.id}.`);
			const used = this.eventOf('grant.consumed', grant.id);
			must(
				(grant.state === 'consumed') === (used !== undefined),
				`Grant ${grant.id} was not used as it says.`
			);
			if (this.erased) continue;
			must(grant.state === 'void' || grant.action_hash === hash, `Grant ${grant.id} is for another action.`);
			for (const event of [minted, used])
				if (event)
					must(
						objectOf(event.data, 'The data of a grant').action_hash === grant.action_hash,
						`Grant ${grant.id} is for another action than the log holds.`
					);
		}
		const used = this.grants.filter(({ state }) => state === 'consumed');
		must(used.length <= 1, 'More than one grant was used.');
		if (this.grants.length > 0)
			this.say(`${this.grants.length} grant(s) are what the log holds of them; ${used.length} was used.`);
	}

	checkOutcome() {
		if (this.dossier.outcome === null) return;
		const reported = this.eventOf('decision.outcome_reported', this.decision.id);
		must(reported, 'The log holds no report of the outcome.');
		if (this.erased) return;
		this.binds(reported, this.dossier.outcome, 'The outcome');
		this.say('The outcome is what the log holds of it.');
	}

	checkReceipt() {
		const { decision, policy } = this;
		if (this.dossier.receipt === null) {
			const open = decision.status === 'pending' || decision.status === 'veto_open';
			return this.say(open ? 'It is open: there is no answer yet, and no receipt.' : 'There is no receipt.');
		}
		const receipt = openJws(this.dossier.receipt, this.keys, 'assent-receipt+jws', 'The receipt');
		const { action, response, status } = decision;
		const hashes = this.erased
			? { action: null, shown: null, edit: null, response: null }
			: {
					action: digestOf(action ?? null),
					shown: digestOf(this.dossier.shown ?? null),
					edit: decision.edited === true ? digestOf(action ?? null) : null,
					response: typeof response === 'string' ? `sha256:${sha256(response).toString('hex')}` : null
				};
		/** @type {[string, Json | undefined, Json | undefined][]} */
		const claims = [
			['the instance', receipt.iss, this.dossier.issuer],
			['the decision', receipt.decision, decision.id],
			['the project', receipt.project, decision.project],
			['the agent', receipt.agent, decision.agent],
			['the answer', receipt.status, status],
			['the hash of what may run', receipt.action_hash, decision.action_hash],
			['the action', receipt.action, hashes.action],
			['what was shown', receipt.shown, hashes.shown],
			['the edit', receipt.edit, hashes.edit],
			['the response', receipt.response, hashes.response],
			['the time', receipt.at, decision.settled_at],
			['the erasure', receipt.erased_at, decision.erased_at],
			[
				'the policy',
				receipt.policy,
				{
					version: decision.policy_version ?? null,
					rule: decision.rule ?? null,
					mode: decision.mode ?? null,
					digest: digestOf(policy.document ?? null)
				}
			]
		];
		for (const [what, said, is] of claims) must(same(said, is), `The receipt is for another: ${what}.`);
		const event = this.event(receipt.event, 'the answer');
		must(
			receipt.position === null || receipt.position === event.position,
			'The answer stands elsewhere in the log.'
		);
		const by = objectOf(receipt.by, 'Who answered');
		if (by.kind !== 'halt')
			must(objectOf(event.data, 'The data of the answer').status === status, 'The log holds another answer.');
		if (by.kind === 'people') this.checkPeople(listOf(by.people, 'Those who answered'), event);
		this.say(`The receipt is signed by this instance: ${status}, by ${this.named(by)}, at ${receipt.at}.`);
	}

	/** @param {Obj[]} people @param {Obj} event */
	checkPeople(people, event) {
		must(people.length > 0, 'Nobody answered, as the receipt has it.');
		for (const { who } of people)
			must(
				this.reviews.some(({ by }) => by === who) && (people.length > 1 || event.actor === who),
				`${who} gave no answer here.`
			);
		if (this.erased) return;
		for (const { who, assurance } of people)
			must(
				assurance !== 'passkey' || this.reviews.some(({ by, passkey }) => by === who && passkey !== null),
				`The receipt names a passkey of ${who} that signed nothing here.`
			);
	}

	/** @param {Obj} by */
	named(by) {
		if (by.kind !== 'people') return by.kind;
		const names = objectOf(this.dossier.people, 'The names');
		return listOf(by.people, 'Those who answered')
			.map(({ who }) => `${names[String(who)] ?? 'somebody'} (${who})`)
			.join(' and ');
	}
}

/** @param {Obj} dossier @param {Key[]} keys */
function checkSeal(dossier, keys) {
	const { seal, ...rest } = dossier;
	const sealed = openJws(seal, keys, 'assent-dossier+jws', 'The seal of the dossier');
	const decision = objectOf(dossier.decision, 'The decision');
	must(sealed.dossier === digestOf(rest), 'The dossier is not the one that was sealed.');
	must(
		sealed.decision === decision.id && sealed.iss === dossier.issuer && sealed.made_at === dossier.made_at,
		'The seal is of another dossier.'
	);
}

/**
 * @param {Uint8Array} bytes of the file, each of which counts
 * @param {{ keys?: Json, earlier?: string, consistency?: Json }} [trusted] keys that were had another way; a checkpoint
 *   that was had earlier, and the proof that the log only grew since
 * @returns {string[]} what holds, in words
 * @throws {Refused}
 */
export function verifyDossier(bytes, trusted = {}) {
	const text = textOf(bytes, 'The file');
	const value = parsed(text, 'The file');
	must(canonical(value) === text, 'The file is not canonical JSON: something in it was changed.');
	const dossier = objectOf(value, 'The file');
	must(dossier.format === 'assent-dossier/1', 'This is not a dossier of a kind that is known here.');
	const own = keysOf(dossier.keys);
	const keys = trusted.keys === undefined ? own : keysOf(trusted.keys);
	checkSeal(dossier, keys);
	const it = new Case(dossier, keys);
	it.say(
		trusted.keys === undefined
			? 'The file is whole, by the keys that are in it. To know that they are the instance’s, give --keys.'
			: 'The file is whole, by the keys that you gave.'
	);
	it.checkLog();
	it.checkShown();
	it.checkPolicy();
	it.checkReviews();
	it.checkGrants();
	it.checkOutcome();
	it.checkReceipt();
	if (trusted.earlier !== undefined) {
		const now = openCheckpoint(dossier.checkpoint, keys);
		it.say(verifyGrowth(trusted.earlier, now, keys, trusted.consistency));
	}
	return it.says;
}

/** @param {string} earlier @param {{ origin: string, size: number, root: Buffer }} now @param {Key[]} keys @param {Json} [file] */
function verifyGrowth(earlier, now, keys, file) {
	const before = openCheckpoint(earlier, keys);
	must(before.origin === now.origin, 'The earlier checkpoint is of another log.');
	const proof = objectOf(file, 'The proof of consistency').proof;
	must(Array.isArray(proof), 'The proof of consistency holds no hashes.');
	const hashes = /** @type {Json[]} */ (proof).map((hash) => bytesOf(stringOf(hash, 'A hash'), 'base64'));
	must(
		isConsistent(before.size, now.size, before.root, now.root, hashes),
		'The log did not only grow since the earlier checkpoint.'
	);
	return `The log only grew since the earlier checkpoint, from ${before.size} to ${now.size} events.`;
}

/** @param {string} jws @param {Json} jwks @returns {string[]} @throws {Refused} */
export function verifyReceipt(jws, jwks) {
	const receipt = openJws(jws.trim(), keysOf(jwks), 'assent-receipt+jws', 'The receipt');
	const by = objectOf(receipt.by, 'Who answered');
	return [
		`The receipt is signed by a key that you gave: decision ${receipt.decision} of ${receipt.agent} is ${receipt.status}, by ${by.kind}, at ${receipt.at}.`,
		`What may run has the hash ${receipt.action_hash}.`
	];
}

const USAGE = `Usage:
  node verify-dossier.mjs dossier.json [--keys jwks.json] [--earlier checkpoint.txt --consistency proof.json]
  node verify-dossier.mjs --receipt receipt.txt --keys jwks.json

The keys of an instance are at /.well-known/jwks.json, checkpoints at /api/v1/log/checkpoint, proofs that a log only
grew at /api/v1/log/consistency?from=<earlier size>&to=<later size>. Fetch them earlier, and from elsewhere.`;

/** @param {string[]} args @returns {number} the exit code */
function main(args) {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			keys: { type: 'string' },
			earlier: { type: 'string' },
			consistency: { type: 'string' },
			receipt: { type: 'string' },
			help: { type: 'boolean' }
		}
	});
	const [file] = positionals;
	/** @param {string} path */
	const json = (path) => parsed(readFileSync(path, 'utf8'), path);
	if (values.help || (file === undefined && (values.receipt === undefined || values.keys === undefined))) {
		process.stdout.write(`${USAGE}\n`);
		return values.help ? 0 : 2;
	}
	try {
		const says =
			file === undefined
				? verifyReceipt(readFileSync(values.receipt ?? '', 'utf8'), json(values.keys ?? ''))
				: verifyDossier(readFileSync(file), {
						...(values.keys === undefined ? {} : { keys: json(values.keys) }),
						...(values.earlier === undefined ? {} : { earlier: readFileSync(values.earlier, 'utf8') }),
						...(values.consistency === undefined ? {} : { consistency: json(values.consistency) })
					});
		process.stdout.write(says.map((line) => `✓ ${line}\n`).join(''));
		return 0;
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		process.stderr.write(`✗ ${error.message}\nRefused.\n`);
		return 1;
	}
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
	process.exitCode = main(process.argv.slice(2));
