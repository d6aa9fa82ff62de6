/** Data sets of a known truth, whose items come in groups: the interval of each measure holds it as often as it says. */
import { beforeAll, describe, expect, it } from 'vitest';
import { metrics } from './alpha.ts';
import type { Interval } from './intervals.ts';
import { judgedOf, type Judged } from './judged.ts';
import { seeded } from './seeded.ts';
import { tableOf, type Rating } from './table.ts';

const SETS = 400;
const GROUPS = 60;
const MANY = 500;
const INSIDE = 6;
const values = [1, 2, 3, 4];

/**
 * Items of one prompt are alike: as hard to judge, and of the same few answers. Each kind is as probable as the next.
 * Of a hard one people see what is true of it half of the time, and else say anything.
 */
const kinds = [0.95, 0.55, 0.2].flatMap((sees) =>
	[
		[0.7, 0.1, 0.1, 0.1],
		[0.1, 0.2, 0.3, 0.4]
	].map((truth) => ({ sees, truth }))
);
const says = (sees: number, truth: number, said: number): number =>
	(1 - sees) / values.length + (truth === said ? sees : 0);

/** Two judgments of an item of everything there is: all pairs of values, as often as they come. */
function everything(): Judged {
	const size = values.length;
	const weight = new Float64Array(size * size);
	for (const { sees, truth } of kinds)
		for (const [t, often] of truth.entries())
			for (let at = 0; at < weight.length; at++)
				weight[at] =
					(weight[at] ?? 0) + often * says(sees, t, Math.floor(at / size)) * says(sees, t, at % size);
	const times = 20_000;
	const ratings = [...weight].flatMap((often, at) =>
		Array.from({ length: Math.round((often / kinds.length) * times) }, (_, i) => [
			{ unit: `${at}/${i}`, rater: 'a', value: values[Math.floor(at / size)] ?? 0 },
			{ unit: `${at}/${i}`, rater: 'b', value: values[at % size] ?? 0 }
		]).flat()
	);
	return judgedOf(tableOf(ratings), { metrics, draws: 2 });
}

function drawn(raters: number, groups: number, random: () => number): Rating<number>[] {
	const ratings: Rating<number>[] = [];
	for (let g = 0; g < groups; g++) {
		const kind = kinds[Math.floor(random() * kinds.length)];
		for (let i = 0; i < INSIDE; i++) {
			let at = random();
			const truth = kind?.truth.findIndex((often) => (at -= often) < 0) ?? 0;
			for (let r = 0; r < raters; r++) {
				const seen = random() < (kind?.sees ?? 0) ? truth : Math.floor(random() * values.length);
				ratings.push({ unit: `${g}/${i}`, rater: `r${r}`, value: values[seen] ?? 0 });
			}
		}
	}
	return ratings;
}

const named = ({ percent, cohen, fleiss, ac1, alpha }: Judged) => ({ percent, cohen, fleiss, ac1, ...alpha });
type Name = keyof ReturnType<typeof named>;
const holds = (interval: Interval, truth: number): boolean =>
	interval.low !== null && interval.low <= truth && truth <= interval.high;

describe.each([
	[2, GROUPS, ['percent', 'cohen', 'fleiss', 'ac1', ...metrics]],
	[3, GROUPS, ['percent', 'fleiss', 'ac1', ...metrics]],
	// So many are dealt to blocks.
	[2, MANY, ['percent', 'cohen', 'fleiss', 'ac1', ...metrics]]
] as [number, number, Name[]][])('of %i people and %i groups', (raters, groups, names) => {
	const held = new Map(names.map((name) => [name, { grouped: 0, alone: 0 }]));
	beforeAll(() => {
		const truths = named(everything());
		const random = seeded(7 + raters + (groups === MANY ? 20 : 0));
		const drawing = groups === MANY ? { many: MANY / 5 } : {};
		for (let i = 0; i < SETS; i++) {
			const table = tableOf(drawn(raters, groups, random));
			const groupOf = (unit: string) => unit.slice(0, unit.indexOf('/'));
			const grouped = named(judgedOf(table, { metrics, seed: i, groupOf, ...drawing }));
			const alone = named(judgedOf(table, { metrics, seed: i, draws: 50, ...drawing }));
			for (const [name, counts] of held) {
				const [truth, one, other] = [truths[name], grouped[name], alone[name]];
				if (!truth || truth.value === null || !one || one.value === null || !other || other.value === null)
					continue;
				if (holds(one.interval, truth.value)) counts.grouped++;
				if (holds(other.interval, truth.value)) counts.alone++;
			}
		}
	}, 120_000);

	it.each(names)('the interval of %s holds the truth in 93 to 97 of 100', (name) => {
		const share = (held.get(name)?.grouped ?? 0) / SETS;
		expect(share).toBeGreaterThanOrEqual(0.93);
		expect(share).toBeLessThanOrEqual(0.97);
	});

	it.each(names)('that of %s does not where items are held to be independent', (name) => {
		expect((held.get(name)?.alone ?? 0) / SETS).toBeLessThan(0.93);
	});
});
