import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percentAgreement } from './agreement.ts';
import { krippendorffAlpha, metrics } from './alpha.ts';
import { cohenKappa } from './cohen.ts';
import { judgedOf, judging, type Measured } from './judged.ts';
import { fleissKappa, gwetAC1 } from './many-raters.ts';
import { seeded } from './seeded.ts';
import { tableOf, type Rating } from './table.ts';

/** People who mostly see what is true, on so many items. */
function said(raters: number, items: number): Rating<number>[] {
	const random = seeded(5);
	return Array.from({ length: items }, (_, u) => {
		const truth = 1 + Math.floor(random() * 4);
		return Array.from({ length: raters }, (_, r) => ({
			unit: `p${u % 20}/${u}`,
			rater: `r${r}`,
			value: random() < 0.7 ? truth : 1 + Math.floor(random() * 4)
		}));
	}).flat();
}
const groupOf = (unit: string) => unit.slice(0, unit.indexOf('/'));
const reasonOf = (one: Measured | undefined) => (one?.value === null ? one.reason : one?.value);

it('says what each measure says by itself, though it counts patterns', () => {
	const someRatings = fc
		.array(fc.array(fc.option(fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 4 }), {
			maxLength: 9
		})
		.map((units) =>
			units.flatMap((row, u) =>
				row.flatMap((value, r) => (value === null ? [] : [{ unit: `${u}`, rater: `${r}`, value }]))
			)
		);
	fc.assert(
		fc.property(someRatings, (ratings) => {
			const table = tableOf(ratings);
			const found = judgedOf(table, { metrics, draws: 2 });
			const same = (one: number | null | undefined, other: number | null) =>
				expect(one ?? 99).toBeCloseTo(other ?? 99, 9);
			same(found.percent.value, percentAgreement(table).agreement);
			same(found.fleiss.value, fleissKappa(table).kappa);
			same(found.ac1.value, gwetAC1(table).ac1);
			for (const metric of metrics) same(found.alpha[metric]?.value, krippendorffAlpha(table, metric).alpha);
			const counts = new Float64Array(table.values.length ** 2);
			const heard = Map.groupBy(ratings, ({ unit }) => unit);
			for (const [one, other] of heard.values()) {
				if (!one || !other) continue;
				const [a, b] = one.rater < other.rater ? [one, other] : [other, one];
				const at = table.values.indexOf(a.value) * table.values.length + table.values.indexOf(b.value);
				counts[at] = (counts[at] ?? 0) + 1;
			}
			if (table.raters.length === 2) same(found.cohen.value, cohenKappa(counts, table.values.length).kappa);
			else expect(reasonOf(found.cohen)).toBe(table.raters.length < 2 ? 'one_rater' : 'many_raters');
		}),
		{ numRuns: 300 }
	);
});

it('is the same in whatever order judgments come', () => {
	const ratings = said(3, 60);
	const heardIn = (order: Rating<number>[]) => {
		const heard = judging<number>({ metrics, groupOf });
		for (const { unit, rater, value } of order) heard.add(unit, rater, value);
		return heard.result();
	};
	const turned = ratings.toReversed();
	expect(heardIn(turned)).toEqual(heardIn(ratings));
	expect(heardIn(ratings)).toMatchObject({ raters: 3, units: 60, judgments: 180, groups: 20 });
});

it('counts as groups those that two judged something of', () => {
	const ratings = said(2, 60);
	const alone = { unit: 'p99/1', rater: 'r0', value: 1 };
	expect(judgedOf(tableOf([...ratings, alone]), { groupOf }).groups).toBe(20);
});

it('without groups each item is one, and there may be an interval where there was none', () => {
	const ratings = said(2, 60).filter(({ unit }) => Number(groupOf(unit).slice(1)) < 5);
	expect(judgedOf(tableOf(ratings), { groupOf }).cohen).toMatchObject({
		interval: { low: null, reason: 'few_groups' }
	});
	const { cohen } = judgedOf(tableOf(ratings));
	if (cohen.value === null || cohen.interval.low === null) throw new Error('no interval');
	expect(cohen.interval.low).toBeLessThan(cohen.value);
	expect(cohen.interval.high).toBeGreaterThan(cohen.value);
});

it('percent agreement is a share, and its interval lies within 0 and 1', () => {
	const ratings = Array.from({ length: 40 }, (_, u) => [
		{ unit: `${u}`, rater: 'x', value: 1 },
		{ unit: `${u}`, rater: 'y', value: u === 0 ? 1 : 2 }
	]).flat();
	const { percent } = judgedOf(tableOf(ratings));
	if (percent.value === null || percent.interval.low === null) throw new Error('no interval');
	expect(percent.value).toBe(1 / 40);
	expect(percent.interval.low).toBeGreaterThan(0);
});

it('ties are a class: who calls a tie what another one decides does not agree', () => {
	const calls = [
		['left', 'left'],
		['tie', 'tie'],
		['right', 'tie'],
		['right', 'right']
	];
	const ratings = calls.flatMap((unit, u) =>
		unit.map((value, r) => ({ unit: `${u}`, rater: `${r}`, value }))
	);
	// po = 3/4; pe = (1·1 + 1·2 + 2·1) / 16.
	expect(judgedOf(tableOf(ratings)).cohen.value).toBeCloseTo((3 / 4 - 5 / 16) / (1 - 5 / 16), 12);
});

it('says why a measure is not there', () => {
	const of = (ratings: Rating<string>[], categories?: number) =>
		judgedOf(tableOf(ratings), categories === undefined ? {} : { categories });
	const one = { unit: 'a', rater: 'x', value: 'yes' };
	const lonely = of([one]);
	expect(Object.values([lonely.percent, lonely.cohen, lonely.alpha.nominal]).map(reasonOf)).toEqual([
		'no_pairs',
		'one_rater',
		'no_pairs'
	]);
	const alike = [one, { ...one, rater: 'y' }];
	expect([of(alike).cohen, of(alike).fleiss, of(alike).ac1, of(alike).percent].map(reasonOf)).toEqual([
		'one_value',
		'one_value',
		'one_value',
		1
	]);
	expect(reasonOf(of(alike, 2).ac1)).toBe(1);
	expect(reasonOf(of([...alike, { ...one, rater: 'z' }]).cohen)).toBe('many_raters');
	expect(of([])).toMatchObject({ percent: { value: null, reason: 'no_pairs' }, units: 0 });
});
