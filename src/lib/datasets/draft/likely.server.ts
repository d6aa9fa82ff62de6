/**
 * Dawid-Skene for a preview, from columns of numbers: the same table as the build's, without a text for each vote. Its
 * answers are some bytes a unit, so that they are kept for whoever asks again.
 */
import { dawidSkeneSteps, type Said } from '#lib/stats/dawid-skene.ts';
import { ranked } from '#lib/stats/table.ts';
import { push, type Column } from '#lib/stats/growing.ts';
import type { Picture, Stock } from './picture.ts';
import type { Ask, Likely } from './stage.server.ts';

export type Likelihoods = {
	/** Numbers that tell apart what is likely of a unit, one after the other. */
	each(u: number, act: (code: number) => void): void;
	of(u: number): Likely;
};

/** What ballots say of the parts of units of some size, as numbers of values; -1 where nothing is said. */
function coded<T>(stock: Stock<T>, { said }: Ask<T>) {
	const values: string[] = [];
	const known = new Map<number, Int16Array>();
	const numberOf = (value: string | null): number => {
		if (value === null) return -1;
		const at = values.indexOf(value);
		return at === -1 ? values.push(value) - 1 : at;
	};
	return {
		values,
		of(ballot: number, size: number): Int16Array {
			const key = ballot * 256 + size;
			let found = known.get(key);
			if (!found) {
				const one = stock.ballots.all[ballot];
				found = Int16Array.from(one === undefined ? [] : said(one, size), numberOf);
				known.set(key, found);
			}
			return found;
		}
	};
}

type Votes<T> = {
	stock: Stock<T>;
	picture: Picture;
	/** whether Dawid-Skene learns of a unit */
	isLearnt(u: number): boolean;
	isCounted(v: number): boolean;
};

const ints = (): Column<Int32Array> => ({ values: new Int32Array(0), length: 0 });

/** Numbers of texts when they are sorted, by their numbers before; what is not among them has none. */
function places(all: string[], used: Iterable<string>): { sorted: string[]; of: Int32Array } {
	const sorted = ranked(used);
	const at = new Map(sorted.map((one, i) => [one, i]));
	return { sorted, of: Int32Array.from(all, (one) => at.get(one) ?? -1) };
}

/** What was said of the parts of all units, as a table has it: raters and values sorted, no part without a vote. */
function tableOf<T>({ stock, picture, isLearnt, isCounted }: Votes<T>, ask: Ask<T>) {
	const codes = coded(stock, ask);
	/** of each unit its first part, and of each part its number in the table, from 1 on */
	const parts = new Int32Array(picture.ids.length + 1);
	const [inTable, starts, rater, value] = [ints(), ints(), ints(), ints()];
	const seen = new Uint8Array(stock.raters.all.length);
	push(starts, 0);
	for (let u = 0; u < picture.ids.length; u++) {
		const size = picture.size[u] ?? 0;
		for (let part = 0; isLearnt(u) && part < ask.parts(size); part++) {
			const before = rater.length;
			for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++) {
				const who = picture.rater[v] ?? -1;
				if (who === -1 || !isCounted(v)) continue;
				const said = codes.of(picture.ballot[v] ?? 0, size)[part] ?? -1;
				if (said === -1) continue;
				seen[who] = 1;
				push(rater, who);
				push(value, said);
			}
			if (rater.length > before) push(starts, rater.length);
			push(inTable, rater.length > before ? starts.length - 1 : 0);
		}
		parts[u + 1] = inTable.length;
	}
	const people = places(
		stock.raters.all,
		stock.raters.all.filter((_, who) => seen[who] === 1)
	);
	const values = places(codes.values, codes.values);
	const recoded = ({ values: all, length }: Column<Int32Array>, of: Int32Array) =>
		all.slice(0, length).map((one) => of[one] ?? 0);
	const said: Said = {
		first: starts.values.slice(0, starts.length),
		rater: recoded(rater, people.of),
		value: recoded(value, values.of),
		raters: people.sorted,
		values: values.sorted
	};
	return { parts, inTable: inTable.values, said, values: values.sorted };
}

/** Of one thing that is asked: by part the number of what is likely, from 1 on; 0 for nothing. */
async function answered<T>(votes: Votes<T>, ask: Ask<T>, pause: () => Promise<void>) {
	const { parts, inTable, said, values } = tableOf(votes, ask);
	await pause();
	const steps = dawidSkeneSteps(said);
	let step = steps.next();
	for (; !step.done; step = steps.next()) await pause();
	const { truth } = step.value;
	const likely = Uint16Array.from(inTable.subarray(0, parts.at(-1) ?? 0), (unit) =>
		unit === 0 ? 0 : (truth[unit - 1] ?? -1) + 1
	);
	return { parts, likely, values };
}

/** @param pause called often: throws where nobody waits any more */
export async function likelihoods<T>(
	votes: Votes<T>,
	asks: Ask<T>[],
	pause: () => Promise<void>
): Promise<Likelihoods> {
	const all: Awaited<ReturnType<typeof answered<T>>>[] = [];
	for (const ask of asks) all.push(await answered(votes, ask, pause));
	return {
		each(u, act) {
			for (const { parts, likely } of all)
				for (let at = parts[u] ?? 0; at < (parts[u + 1] ?? 0); at++) act(likely[at] ?? 0);
		},
		of: (u) => (ask, part) => {
			const own = all[ask];
			const [from = 0, to = 0] = [own?.parts[u], own?.parts[u + 1]];
			return from + part < to ? (own?.values[(own.likely[from + part] ?? 0) - 1] ?? null) : null;
		}
	};
}
