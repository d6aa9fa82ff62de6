/**
 * Votes on models as columns of numbers, read from the words of the derived table: a million take some sixty megabytes.
 * Columns are bare arrays, since a million calls cost more than what is done in them.
 */
import { at, fewIn, nineIn, NO_MODEL, of, sevenIn, valuesOf } from '#lib/queue/comparison.ts';
import { Numbering } from './numbering.ts';

/**
 * The same with room for more. What is not written yet is no memory yet, so there may be much room. A buffer that is
 * transferred would make every typed array of the thread slower.
 */
export function roomy<T extends Int32Array | Float64Array | Uint8Array>(column: T, size: number): T {
	const other = new (column.constructor as new (size: number) => T)(size);
	other.set(column);
	return other;
}

/** Columns that are full get so many times their room. */
const MORE = 4;

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
	#values = new Uint8Array(0);

	/** @param words one after the other, each as long as its responses make it */
	add(text: string): void {
		if (this.#values.length < text.length) this.#values = new Uint8Array(text.length);
		const values = valuesOf(text, this.#values);
		let [i, r] = [this.size, this.from[this.size] ?? 0];
		this.#room(i + Math.ceil(text.length / at.head), r + Math.ceil(text.length / of.all));
		const { moment, item, dwell, rater, prompt, flag, from, model, length, tier } = this;
		const { raters, prompts, models } = this;
		for (let word = 0; word < text.length;) {
			moment[i] = sevenIn(values, word + at.moment);
			dwell[i] = fewIn(values, word + at.dwell, word + at.item);
			item[i] = nineIn(values, word + at.item);
			rater[i] = raters.of(nineIn(values, word + at.rater));
			prompt[i] = prompts.of(nineIn(values, word + at.prompt));
			flag[i] = values[word + at.flags] ?? 0;
			const end = word + at.head + (values[word + at.many] ?? 0) * of.all;
			for (word += at.head; word < end; word += of.all) {
				const hash = nineIn(values, word + of.model);
				model[r] = hash === NO_MODEL ? -1 : models.of(hash);
				length[r] = fewIn(values, word + of.length, word + of.tier);
				tier[r++] = values[word + of.tier] ?? 0;
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
			const size = Math.max(votes, this.flag.length * MORE);
			this.moment = roomy(this.moment, size);
			this.item = roomy(this.item, size);
			this.dwell = roomy(this.dwell, size);
			this.rater = roomy(this.rater, size);
			this.prompt = roomy(this.prompt, size);
			this.flag = roomy(this.flag, size);
			this.from = roomy(this.from, size + 1);
		}
		if (responses > this.tier.length) {
			const size = Math.max(responses, this.tier.length * MORE);
			this.model = roomy(this.model, size);
			this.length = roomy(this.length, size);
			this.tier = roomy(this.tier, size);
		}
	}
}
