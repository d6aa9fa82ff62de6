/**
 * How far one person agrees with a random other one who judged the same, beyond what their habits alone would give. With
 * two people it is Cohen's kappa, weighted if answers may be near each other: J. Cohen (1960), Educational and
 * Psychological Measurement 20, 37-46; (1968), Psychological Bulletin 70, 213-220. Each item is one observation,
 * however many others judged it, so the interval is by items: the delta method, which of two people gives the standard
 * error of J. L. Fleiss, J. Cohen, B. S. Everitt (1969), Psychological Bulletin 72, 323-327.
 */
import { t95 } from './student.ts';

export type OneOfMany = {
	/** an item: what the person said, and what each of the others did, as numbers below `values`; at least one other */
	add(own: number, others: readonly number[]): void;
	/** null where no item was added, or where only one thing was ever said: chance alone agrees as well then */
	result(): { kappa: number; low: number; high: number; standardError: number; items: number } | null;
};

/**
 * @param values how many answers there are
 * @param near how near two are, 0 to 1, the same either way round
 * @param mirror an answer seen from the other side, where which side is which means nothing: of two responses neither
 * is the favourite of chance
 */
export function oneOfMany(
	values: number,
	near: (a: number, b: number) => number = (a, b) => (a === b ? 1 : 0),
	mirror: (value: number) => number = (value) => value
): OneOfMany {
	const items: { own: number; others: readonly number[] }[] = [];
	return {
		add: (own, others) => void items.push({ own, others }),
		result() {
			const many = items.length;
			if (many === 0) return null;
			const [mine, theirs] = [new Float64Array(values), new Float64Array(values)];
			const count = (to: Float64Array, value: number, by: number) => {
				for (const at of [value, mirror(value)]) to[at] = (to[at] ?? 0) + by / 2;
			};
			let agreed = 0;
			for (const { own, others } of items) {
				count(mine, own, 1 / many);
				for (const other of others) {
					count(theirs, other, 1 / (many * others.length));
					agreed += near(own, other) / (many * others.length);
				}
			}
			// How near each answer is to what the others, and what the person, say by habit.
			const toTheirs = mine.map((_, v) => theirs.reduce((sum, often, u) => sum + often * near(v, u), 0));
			const toMine = mine.map((_, v) => mine.reduce((sum, often, u) => sum + often * near(v, u), 0));
			const chance = mine.reduce((sum, often, v) => sum + often * (toTheirs[v] ?? 0), 0);
			if (chance > 1 - 1e-12) return null;
			const kappa = (agreed - chance) / (1 - chance);
			let squares = 0;
			for (const { own, others } of items) {
				let [a, r] = [0, 0];
				for (const other of others) {
					a += near(own, other) / others.length;
					r += (toMine[other] ?? 0) / others.length;
				}
				const pull = a - agreed - (1 - kappa) * ((toTheirs[own] ?? 0) + r - 2 * chance);
				squares += (pull / (1 - chance)) ** 2;
			}
			const standardError = Math.sqrt(squares) / many;
			const half = (many > 1 ? t95(many - 1) : Infinity) * standardError;
			return {
				kappa,
				low: Math.max(-1, kappa - half),
				high: Math.min(1, kappa + half),
				standardError,
				items: many
			};
		}
	};
}
