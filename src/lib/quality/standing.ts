/**
 * Which votes stand: of each judge on each item the latest, and of those of one moment the one that came last. It goes on
 * as votes come, and takes back what is gone, without looking at all of them again.
 */
import { flags } from '#lib/queue/comparison.ts';
import { roomy, type Votes } from './votes.ts';

const REPLACED = 0;
export const STANDS = 1;
/** Revised or erased after it was read. */
const GONE = 2;

const judgeOf = ({ rater, flag }: Votes, i: number): number =>
	2 * (rater[i] ?? 0) + ((flag[i] ?? 0) & flags.model);

/** So many that go one by one; more of them, and all are looked at again. */
const FEW = 32;

export class Standing {
	/** by vote: STANDS, or why it does not */
	of = new Uint8Array(0);
	#there = 0;
	#stand = 0;
	#seen = 0;
	/** by a hash of judge and item: one more than the number of the vote that stands, or of one that is gone */
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
		if (2 * (this.#taken + size - this.#seen) > this.#table.length) this.#grow(size - this.#seen);
		for (; this.#seen < size; this.#seen++) this.#put(this.#seen);
	}

	/** Forgets all but the first so many, of which those stay gone that were. */
	cut(size: number): void {
		if (size >= this.#seen) return;
		this.of.fill(REPLACED, size);
		this.#again(size);
	}

	/** Votes that are gone: those that they replaced, if any, stand again. */
	drop(votes: readonly number[]): void {
		const gone = votes.filter((vote) => !this.isGone(vote));
		const stood = gone.filter((vote) => this.of[vote] === STANDS);
		for (const vote of gone) this.of[vote] = GONE;
		if (stood.length > FEW) return this.#again(this.#seen);
		this.#there -= gone.length;
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
		this.#table.fill(0);
		[this.#seen, this.#taken, this.#there, this.#stand] = [0, 0, 0, 0];
		for (; this.#seen < size; this.#seen++) this.#put(this.#seen);
	}

	#put(i: number): void {
		if (this.of[i] === GONE) return;
		const { moment } = this.#votes;
		const slot = this.#slotOf(i);
		const before = (this.#table[slot] ?? 0) - 1;
		if (before < 0) this.#taken++;
		this.#there++;
		if (before < 0 || this.of[before] === GONE) this.#stand++;
		else if ((moment[before] ?? 0) > (moment[i] ?? 0)) {
			this.of[i] = REPLACED;
			return;
		} else this.of[before] = REPLACED;
		this.of[i] = STANDS;
		this.#table[slot] = i + 1;
	}

	/** Where a vote of the same judge on the same item is, or may be. */
	#slotOf(i: number): number {
		const { item } = this.#votes;
		const own = item[i] ?? 0;
		const judge = judgeOf(this.#votes, i);
		const mask = this.#table.length - 1;
		let slot = Math.imul((own ^ (own / 2 ** 32)) | 0, 0x9e3779b1) ^ Math.imul(judge, 0x85ebca6b);
		slot = (slot ^ (slot >>> 15)) & mask;
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

	#grow(more: number): void {
		const old = this.#table;
		let slots = old.length;
		while (slots < 2 * (this.#taken + more)) slots *= 2;
		this.#table = new Int32Array(slots);
		for (const taken of old) if (taken !== 0) this.#table[this.#slotOf(taken - 1)] = taken;
	}
}
