/**
 * The judgments of a project that stand, as columns of numbers: small enough to be kept, and read a hundred thousand at
 * a time. A picture that is done is never changed: the next one shares with it what is alike.
 */
import type { JsonObject } from '#lib/schema/json.ts';
import { kept, push, type Column, type Kept } from '#lib/stats/growing.ts';

/** Something that was judged: an item, or at runtime a verdict. `T` is what policies read of an answer, `M` its texts. */
export type Unit<T, M = { id: string }> = {
	id: string;
	/** what its texts are, where many units have the same */
	about?: string;
	/** responses, where it has any */
	size: number;
	/** judgments that stand, whatever became of them */
	standing: number;
	/** of these, those that fill a place */
	counted: number;
	imported: boolean;
	final: boolean;
	/** JSON */
	metadata: string | null;
	/** of each person the latest; or the final answer alone, whose rater is null */
	said: { rater: string | null; at: number; answered: string[]; ballot: T; text: string }[];
	/** its texts, which were read with it */
	material(): M;
};

/** The questions that a judgment answers. */
export const answeredIn = (answers: JsonObject): string[] =>
	Object.keys(answers)
		.filter((name) => (answers[name] ?? null) !== null)
		.sort();

/** What units have alike, of all pictures of a project. */
export type Stock<T> = {
	raters: Kept<string>;
	/** names of the questions that a judgment answers */
	answered: Kept<string[]>;
	metadata: Kept<JsonObject>;
	ballots: Kept<T>;
	/** what a unit says has a number of its own, whichever picture it is in: what is known of its texts goes by that */
	serials: Map<string, number>;
};

export const newStock = <T>(serials: Stock<T>['serials'] = new Map()): Stock<T> => ({
	raters: kept(),
	answered: kept(),
	metadata: kept(),
	ballots: kept(),
	serials
});

export type Picture = {
	/** the position of the log that it was read at */
	position: number;
	/** in the order of the files */
	ids: string[];
	serial: Int32Array;
	size: Uint8Array;
	standing: Int32Array;
	counted: Int32Array;
	imported: Uint8Array;
	final: Uint8Array;
	metadata: Int32Array;
	/** `first[u]` to `first[u + 1]` are the judgments of unit u */
	first: Int32Array;
	/** -1 of a final answer */
	rater: Int32Array;
	at: Float64Array;
	answered: Int32Array;
	ballot: Int32Array;
};

const ints = (): Column<Int32Array> => ({ values: new Int32Array(0), length: 0 });
const bytes = (): Column<Uint8Array> => ({ values: new Uint8Array(0), length: 0 });

/** Writes a picture unit by unit, in the order of their ids. */
export function drawing<T>(stock: Stock<T>) {
	const ids: string[] = [];
	const [serial, standing, counted, metadata, first] = [ints(), ints(), ints(), ints(), ints()];
	const [size, imported, final] = [bytes(), bytes(), bytes()];
	const [rater, answered, ballot] = [ints(), ints(), ints()];
	const at: Column<Float64Array> = { values: new Float64Array(0), length: 0 };
	push(first, 0);
	const drawn = {} as Picture;
	const upTo = (position: number): Picture =>
		Object.assign(drawn, {
			position,
			ids,
			serial: serial.values,
			size: size.values,
			standing: standing.values,
			counted: counted.values,
			imported: imported.values,
			final: final.values,
			metadata: metadata.values,
			first: first.values,
			rater: rater.values,
			at: at.values,
			answered: answered.values,
			ballot: ballot.values
		});
	return {
		add(unit: Unit<T>): void {
			const { about = unit.id } = unit;
			let own = stock.serials.get(about);
			if (own === undefined) stock.serials.set(about, (own = stock.serials.size));
			ids.push(unit.id);
			push(serial, own);
			push(size, unit.size);
			push(standing, unit.standing);
			push(counted, unit.counted);
			push(imported, Number(unit.imported));
			push(final, Number(unit.final));
			const text = unit.metadata ?? '{}';
			push(
				metadata,
				stock.metadata.of(text, () => JSON.parse(text) as JsonObject)
			);
			for (const one of unit.said) {
				const { rater: who } = one;
				push(rater, who === null ? -1 : stock.raters.of(who, () => who));
				push(at, one.at);
				push(
					answered,
					stock.answered.of(one.answered.join('\n'), () => one.answered)
				);
				push(
					ballot,
					stock.ballots.of(one.text, () => one.ballot)
				);
			}
			push(first, rater.length);
		},
		/** A unit as it stands in an earlier picture. */
		copy(from: Picture, u: number): void {
			ids.push(from.ids[u] ?? '');
			push(serial, from.serial[u] ?? 0);
			push(size, from.size[u] ?? 0);
			push(standing, from.standing[u] ?? 0);
			push(counted, from.counted[u] ?? 0);
			push(imported, from.imported[u] ?? 0);
			push(final, from.final[u] ?? 0);
			push(metadata, from.metadata[u] ?? 0);
			for (let v = from.first[u] ?? 0; v < (from.first[u + 1] ?? 0); v++) {
				push(rater, from.rater[v] ?? 0);
				push(at, from.at[v] ?? 0);
				push(answered, from.answered[v] ?? 0);
				push(ballot, from.ballot[v] ?? 0);
			}
			push(first, rater.length);
		},
		/** About how many bytes it takes so far, with what it shares. */
		weight: (): number =>
			ids.length * 110 +
			rater.length * 28 +
			3 * (stock.ballots.size() + stock.metadata.size()) +
			100 * (stock.ballots.all.length + stock.metadata.all.length),
		/** What is drawn by now: one picture, that grows until it is done. */
		soFar: (): Picture => upTo(-1),
		done: upTo
	};
}
