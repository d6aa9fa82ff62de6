/**
 * Which votes stand: of each judge on each item the latest, and of those of one moment the one that came last. It goes on
 * as votes come, and takes back what is gone. Nearly all judges judge an item once, so a few bits tell of a vote that
 * nobody came before it; only where they do not, earlier ones are looked for.
 */
import { flags } from '#lib/queue/comparison.ts';
import { roomy, type Votes } from './votes.ts';

const REPLACED = 0;
export const STANDS = 1;
/** Revised or erased after it was read. */
const GONE = 2;

const judgeOf = ({ rater, flag }: Votes, i: number): number =>
	2 * (rater[i] ?? 0) + ((flag[i] ?? 0) & flags.model);

/** Of judge and item. */
function hashOf(votes: Votes, i: number): number {
	const item = votes.item[i] ?? 0;
	const mixed =
		Math.imul((item ^ (item / 2 ** 32)) | 0, 0x9e3779b1) ^ Math.imul(judgeOf(votes, i), 0x85ebca6b);
	return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** So many that go one by one; more of them, and all are looked at again. */
const FEW = 32;
/** Bits a vote, so that one in sixteen is looked for in vain at most. */
const BITS = 16;
/** Which hashes were met; some that were not look as if they were. */
const metOf = (bits: number): Uint8Array => {
	let bytes = 1_024;
	while (8 * bytes < bits) bytes *= 2;
	return new Uint8Array(bytes);
};
const isMet = (met: Uint8Array, hash: number): boolean =>
	(((met[(hash >>> 3) & (met.length - 1)] ?? 0) >> (hash & 7)) & 1) === 1;
function meet(met: Uint8Array, hash: number): void {
	const at = (hash >>> 3) & (met.length - 1);
	met[at] = (met[at] ?? 0) | (1 << (hash & 7));
}

export class Standing {
	/** by vote: STANDS, or why it does not */
	of = new Uint8Array(0);
	#there = 0;
	#stand = 0;
	#seen = 0;
	#met = metOf(0);
	/** of a judge on an item with several votes: by hash, one more than the number of the one that stands, or is gone */
	#table = new Int32Array(64);
	#taken = 0;
	readonly #votes: Votes;

	constructor(votes: Votes) {
		this.#votes = votes;
	}

	/** Votes in whose place a later one of the same judge stands. */
	get revised(): number {
		return this.#there - this.#stand;
	}

	isGone = (vote: number): boolean => this.of[vote] === GONE;

	/** Looks at votes that came. */
	goOn(): void {
		const { size } = this.#votes;
		if (size > this.of.length) this.of = roomy(this.of, this.#votes.flag.length);
		if (BITS * size > 8 * this.#met.length) {
			this.#met = metOf(BITS * size);
			for (let i = 0; i < this.#seen; i++) meet(this.#met, hashOf(this.#votes, i));
		}
		this.#look(size);
	}

	/** Forgets all but the first so many, of which those stay gone that were. */
	cut(size: number): void {
		if (size >= this.#seen) return;
		this.of.fill(REPLACED, size);
		this.#again(size);
	}

	/** Votes that are gone: those that they replaced, if any, stand again. */
	drop(votes: readonly number[]): void {
		const stood: number[] = [];
		for (const vote of votes) {
			if (this.isGone(vote)) continue;
			if (this.of[vote] === STANDS) stood.push(vote);
			this.of[vote] = GONE;
			this.#there--;
		}
		if (stood.length > FEW) return this.#again(this.#seen);
		for (const vote of stood) {
			const heir = this.#latestLike(vote);
			if (heir < 0) {
				this.#stand--;
				continue;
			}
			this.of[heir] = STANDS;
			this.#table[this.#slotOf(vote)] = heir + 1;
		}
	}

	#again(size: number): void {
		this.#met.fill(0);
		this.#table.fill(0);
		[this.#seen, this.#taken, this.#there, this.#stand] = [0, 0, 0, 0];
		this.#look(size);
	}

	#look(size: number): void {
		const [votes, of, met] = [this.#votes, this.of, this.#met];
		const again: number[] = [];
		for (let i = this.#seen; i < size; i++) {
			if (of[i] === GONE) continue;
			const hash = hashOf(votes, i);
			if (isMet(met, hash)) again.push(hash);
			else meet(met, hash);
			of[i] = STANDS;
			this.#there++;
			this.#stand++;
		}
		if (again.length > 0) this.#compare(again, size);
		this.#seen = size;
	}

	/** Of hashes that were met before: earlier votes of the same judge on the same item, and which of them stands. */
	#compare(hashes: number[], size: number): void {
		const votes = this.#votes;
		const meant = metOf(BITS * hashes.length);
		for (const hash of hashes) meet(meant, hash);
		for (let i = 0; i < size; i++)
			if (isMet(meant, hashOf(votes, i)) && this.of[i] !== GONE) {
				if (i < this.#seen) this.#remember(i);
				else this.#put(i);
			}
	}

	/** One that stood alone until now. */
	#remember(i: number): void {
		const slot = this.#slotOf(i);
		if (this.#table[slot] === 0) this.#take(slot, i);
	}

	#put(i: number): void {
		const { moment } = this.#votes;
		const slot = this.#slotOf(i);
		const before = (this.#table[slot] ?? 0) - 1;
		if (before < 0) return this.#take(slot, i);
		if (this.of[before] !== GONE) {
			this.#stand--;
			if ((moment[before] ?? 0) > (moment[i] ?? 0)) {
				this.of[i] = REPLACED;
				return;
			}
			this.of[before] = REPLACED;
		}
		this.#table[slot] = i + 1;
	}

	#take(slot: number, i: number): void {
		this.#table[slot] = i + 1;
		if (2 * ++this.#taken < this.#table.length) return;
		const old = this.#table;
		this.#table = new Int32Array(2 * old.length);
		for (const taken of old) if (taken !== 0) this.#table[this.#slotOf(taken - 1)] = taken;
	}

	/** Where a vote of the same judge on the same item is, or may be. */
	#slotOf(i: number): number {
		const { item } = this.#votes;
		const own = item[i] ?? 0;
		const judge = judgeOf(this.#votes, i);
		const mask = this.#table.length - 1;
		let slot = hashOf(this.#votes, i) & mask;
		for (let taken = this.#table[slot] ?? 0; taken !== 0; taken = this.#table[slot] ?? 0) {
			if (item[taken - 1] === own && judgeOf(this.#votes, taken - 1) === judge) break;
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	#latestLike(vote: number): number {
		const { item, moment } = this.#votes;
		const [own, judge] = [item[vote] ?? 0, judgeOf(this.#votes, vote)];
		let latest = -1;
		for (let i = 0; i < this.#seen; i++)
			if (item[i] === own && this.of[i] !== GONE && judgeOf(this.#votes, i) === judge)
				if (latest < 0 || (moment[i] ?? 0) >= (moment[latest] ?? 0)) latest = i;
		return latest;
	}
}
