/**
 * Votes on models as columns of numbers, read from the words of the derived table: a million take some sixty megabytes.
 * Columns are bare arrays, since a million calls cost more than what is done in them.
 */
import { at, few, flags, many, NO_MODEL, of } from '#lib/queue/comparison.ts';
import { numberMap } from '#lib/stats/number-map.ts';

/** Most hashes come again soon: so many are found without looking further. */
const NEAR = 4_096;

/** Hashes as small numbers, in the order of their first coming. */
function numbering() {
	const known = numberMap();
	const hashes: number[] = [];
	const near = new Float64Array(NEAR).fill(-1);
	const nearNumber = new Int32Array(NEAR);
	return {
		hashes,
		of(hash: number): number {
			const place = hash % NEAR;
			if (near[place] === hash) return nearNumber[place] ?? 0;
			let number = known.get(hash);
			if (number === null) known.set(hash, (number = hashes.push(hash) - 1));
			near[place] = hash;
			nearNumber[place] = number;
			return number;
		},
		find: (hash: number): number => known.get(hash) ?? -1
	};
}

/** The same with room for more. */
function roomy<T extends Int32Array | Float64Array | Uint8Array>(column: T, size: number): T {
	const other = new (column.constructor as new (size: number) => T)(size);
	other.set(column);
	return other;
}

export class Votes {
	size = 0;
	moment = new Float64Array(0);
	item = new Float64Array(0);
	dwell = new Int32Array(0);
	rater = new Int32Array(0);
	prompt = new Int32Array(0);
	flag = new Uint8Array(0);
	/** by vote: where its responses begin among the columns of responses; and behind the last vote, where they end */
	from = new Int32Array(1);
	model = new Int32Array(0);
	length = new Int32Array(0);
	tier = new Uint8Array(0);
	readonly raters = numbering();
	readonly prompts = numbering();
	readonly models = numbering();
	#responses = 0;

	/** @param words one after the other, each as long as its responses make it */
	add(words: string): void {
		this.#room(
			this.size + Math.ceil(words.length / at.head),
			this.#responses + Math.ceil(words.length / of.all)
		);
		for (let word = 0; word < words.length;) {
			const i = this.size++;
			this.moment[i] = many(words, word + at.moment, word + at.dwell);
			this.dwell[i] = few(words, word + at.dwell, word + at.item);
			this.item[i] = many(words, word + at.item, word + at.rater);
			this.rater[i] = this.raters.of(many(words, word + at.rater, word + at.prompt));
			this.prompt[i] = this.prompts.of(many(words, word + at.prompt, word + at.flags));
			this.flag[i] = few(words, word + at.flags, word + at.many);
			const end = word + at.head + few(words, word + at.many, word + at.head) * of.all;
			for (word += at.head; word < end; word += of.all) {
				const r = this.#responses++;
				const hash = many(words, word + of.model, word + of.length);
				this.model[r] = hash === NO_MODEL ? -1 : this.models.of(hash);
				this.length[r] = few(words, word + of.length, word + of.tier);
				this.tier[r] = few(words, word + of.tier, word + of.all);
			}
			this.from[i + 1] = this.#responses;
		}
	}

	/** Forgets all but the first so many. */
	cut(size: number): void {
		this.size = size;
		this.#responses = this.from[size] ?? 0;
	}

	#room(votes: number, responses: number): void {
		if (votes > this.flag.length) {
			const size = Math.max(votes, this.flag.length * 2);
			this.moment = roomy(this.moment, size);
			this.item = roomy(this.item, size);
			this.dwell = roomy(this.dwell, size);
			this.rater = roomy(this.rater, size);
			this.prompt = roomy(this.prompt, size);
			this.flag = roomy(this.flag, size);
			this.from = roomy(this.from, size + 1);
		}
		if (responses > this.tier.length) {
			const size = Math.max(responses, this.tier.length * 2);
			this.model = roomy(this.model, size);
			this.length = roomy(this.length, size);
			this.tier = roomy(this.tier, size);
		}
	}
}

/** The latest vote of each judge on each item; those of one moment came in the order in which they stand. */
export function standingVotes(votes: Votes): { standing: Uint8Array; revised: number } {
	const { size, item, rater, flag, moment } = votes;
	const standing = new Uint8Array(size);
	let slots = 64;
	while (slots < 2 * size) slots *= 2;
	/** by a hash of judge and item: one more than the number of the vote that stands */
	const table = new Int32Array(slots);
	let revised = 0;
	for (let i = 0; i < size; i++) {
		const own = item[i] ?? 0;
		const judge = 2 * (rater[i] ?? 0) + ((flag[i] ?? 0) & flags.model);
		let slot = (Math.imul((own ^ (own / 2 ** 32)) | 0, 0x9e3779b1) ^ Math.imul(judge, 0x85ebca6b)) >>> 0;
		slot = (slot ^ (slot >>> 15)) & (slots - 1);
		let before = -1;
		for (; table[slot] !== 0; slot = (slot + 1) & (slots - 1)) {
			const other = (table[slot] ?? 0) - 1;
			if (item[other] !== own || 2 * (rater[other] ?? 0) + ((flag[other] ?? 0) & flags.model) !== judge)
				continue;
			before = other;
			break;
		}
		if (before >= 0) {
			revised++;
			if ((moment[before] ?? 0) > (moment[i] ?? 0)) continue;
			standing[before] = 0;
		}
		standing[i] = 1;
		table[slot] = i + 1;
	}
	return { standing, revised };
}
