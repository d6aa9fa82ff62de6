/**
 * Votes on models as columns of numbers, read from the words of the derived table: a million take some sixty megabytes.
 * Columns are bare arrays, since a million calls cost more than what is done in them.
 */
import { at, few, many, NO_MODEL, of } from '#lib/queue/comparison.ts';
import { Numbering } from './numbering.ts';

type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** The same with room for more; what was there is given back at once, so that nothing is there twice. */
export function roomy<T extends Numbers>(column: T, size: number): T {
	const make = column.constructor as new (buffer: ArrayBuffer) => T;
	return new make(column.buffer.transfer(size * column.BYTES_PER_ELEMENT));
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
	readonly raters = new Numbering();
	readonly prompts = new Numbering();
	readonly models = new Numbering();

	/** @param words one after the other, each as long as its responses make it */
	add(words: string): void {
		let [i, r] = [this.size, this.from[this.size] ?? 0];
		this.#room(i + Math.ceil(words.length / at.head), r + Math.ceil(words.length / of.all));
		const { moment, item, dwell, rater, prompt, flag, from, model, length, tier } = this;
		const { raters, prompts, models } = this;
		for (let word = 0; word < words.length;) {
			moment[i] = many(words, word + at.moment, word + at.dwell);
			dwell[i] = few(words, word + at.dwell, word + at.item);
			item[i] = many(words, word + at.item, word + at.rater);
			rater[i] = raters.of(many(words, word + at.rater, word + at.prompt));
			prompt[i] = prompts.of(many(words, word + at.prompt, word + at.flags));
			flag[i] = few(words, word + at.flags, word + at.many);
			const end = word + at.head + few(words, word + at.many, word + at.head) * of.all;
			for (word += at.head; word < end; word += of.all) {
				const hash = many(words, word + of.model, word + of.length);
				model[r] = hash === NO_MODEL ? -1 : models.of(hash);
				length[r] = few(words, word + of.length, word + of.tier);
				tier[r++] = few(words, word + of.tier, word + of.all);
			}
			from[++i] = r;
		}
		this.size = i;
	}

	/** Forgets all but the first so many. */
	cut(size: number): void {
		this.size = size;
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
