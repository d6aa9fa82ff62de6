import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '#lib/form/ranking.ts';
import {
	answerOf,
	emptyLadder,
	ghostOf,
	inOrder,
	isAsShown,
	ladderOf,
	move,
	ordinal,
	put,
	ranked,
	spotAmong,
	spotOf,
	take,
	tie,
	type Ladder,
	type Spot
} from './ladder.ts';

const idsOf = (k: number) => Array.from({ length: k }, (_, i) => `r${i + 1}`);
const shownOf = fc.integer({ min: 3, max: 9 }).map(idsOf);

type Act = { n: number; act: 'put' | 'take' | 'up' | 'down' | 'tie'; spot: Spot };
const spots: fc.Arbitrary<Spot> = fc.oneof(
	fc.record({ kind: fc.constantFrom('new' as const, 'tie' as const), at: fc.integer({ min: -1, max: 10 }) }),
	fc.constant({ kind: 'tray' as const })
);
const acts = fc.array(
	fc.record<Act>({
		n: fc.nat({ max: 9 }),
		act: fc.constantFrom('put', 'take', 'up', 'down', 'tie'),
		spot: spots
	}),
	{ maxLength: 40 }
);

function done(ladder: Ladder, { n, act, spot }: Act, shown: string[]): Ladder {
	// Now and then a card that is not there.
	const id = shown[n] ?? 'nobody';
	if (act === 'put') return put(ladder, id, spot, shown);
	if (act === 'take') return take(ladder, id, shown);
	if (act === 'tie') return tie(ladder, id, shown);
	return move(ladder, id, act === 'up' ? -1 : 1, shown);
}
const after = (shown: string[], all: Act[]) =>
	all.reduce((ladder, act) => done(ladder, act, shown), emptyLadder(shown));
const ladders = fc.tuple(shownOf, acts).map(([shown, all]) => ({ shown, ladder: after(shown, all) }));

describe('a ladder, whatever is done to it', () => {
	it('has each response exactly once, no empty tier, and ties in the order shown', () => {
		fc.assert(
			fc.property(ladders, ({ shown, ladder: { tiers, tray } }) => {
				expect([...tiers.flat(), ...tray].toSorted()).toEqual(shown.toSorted());
				const place = (ids: readonly string[]) => ids.map((id) => shown.indexOf(id));
				for (const ids of [...tiers, tray]) expect(place(ids)).toEqual(place(ids).toSorted((a, b) => a - b));
				expect(tiers.filter((tier) => tier.length === 0)).toEqual([]);
			})
		);
	});

	it('moves the card in hand alone: what others say of each other stays', () => {
		fc.assert(
			fc.property(
				ladders,
				fc.record<Act>({
					n: fc.nat({ max: 8 }),
					act: fc.constantFrom('put', 'take', 'up', 'down', 'tie'),
					spot: spots
				}),
				({ shown, ladder }, act) => {
					const next = done(ladder, act, shown);
					const others = shown.filter((_, i) => i !== act.n);
					const said = ({ tiers }: Ladder) => {
						const own = tiers.map((tier) => [...tier]);
						return others.flatMap((a) => others.map((b) => compare(own, a, b)));
					};
					expect(said(next)).toEqual(said(ladder));
				}
			)
		);
	});

	it('comes back from the answer that it means, and the answer from it', () => {
		fc.assert(
			fc.property(ladders, fc.boolean(), ({ shown, ladder }, allBad) => {
				const answer = answerOf(ladder, allBad, shown);
				const again = ladderOf(answer, shown);
				expect(answerOf(again, allBad, shown)).toEqual(answer);
				// Only one thing is not told apart: all tied, or no order at all, where all are bad.
				if (!(allBad && ladder.tiers.length === 1 && ladder.tray.length === 0)) expect(again).toEqual(ladder);
			})
		);
	});

	it('is reached by keys wherever a pointer can put a card', () => {
		const byKeys = (from: Ladder, id: string, to: Ladder, shown: string[]): Ladder => {
			const wanted = spotOf(to, id);
			let ladder = from;
			// To the top, then down to the place, or below it and into the tie above.
			for (let i = 0; i <= shown.length; i++) ladder = move(ladder, id, -1, shown);
			const steps = wanted.kind === 'tray' ? shown.length + 1 : wanted.at + (wanted.kind === 'tie' ? 1 : 0);
			for (let i = 0; i < steps; i++) ladder = move(ladder, id, 1, shown);
			return wanted.kind === 'tie' ? tie(ladder, id, shown) : ladder;
		};
		fc.assert(
			fc.property(ladders, fc.nat({ max: 8 }), spots, ({ shown, ladder }, n, spot) => {
				const id = shown[n % shown.length] ?? '';
				const dragged = put(ladder, id, spot, shown);
				expect(byKeys(ladder, id, dragged, shown)).toEqual(dragged);
			})
		);
	});
});

describe('keys on a ladder', () => {
	const shown = idsOf(4);
	const start = ['r2', 'r4', 'r1', 'r3'].reduce((ladder, id) => take(ladder, id, shown), emptyLadder(shown));

	it('rank by digits alone, best first', () => {
		expect(start).toEqual({ tiers: [['r2'], ['r4'], ['r1'], ['r3']], tray: [] });
		expect(take(start, 'r4', shown)).toEqual(start);
	});

	it('step past tiers, into the tray and back', () => {
		expect(move(start, 'r1', -1, shown).tiers).toEqual([['r2'], ['r1'], ['r4'], ['r3']]);
		expect(move(start, 'r2', -1, shown)).toEqual(start);
		const off = move(start, 'r3', 1, shown);
		expect(off).toEqual({ tiers: [['r2'], ['r4'], ['r1']], tray: ['r3'] });
		expect(move(off, 'r3', 1, shown)).toEqual(off);
		expect(move(off, 'r3', -1, shown)).toEqual(start);
	});

	it('tie with the one above, and untie below it', () => {
		const tied = tie(start, 'r1', shown);
		expect(tied.tiers).toEqual([['r2'], ['r1', 'r4'], ['r3']]);
		expect(tie(tied, 'r1', shown)).toEqual(start);
		expect(move(tied, 'r1', -1, shown).tiers).toEqual([['r2'], ['r1'], ['r4'], ['r3']]);
		expect(move(tied, 'r4', 1, shown).tiers).toEqual([['r2'], ['r1'], ['r4'], ['r3']]);
		expect(tie(start, 'r2', shown)).toEqual(start);
		expect(tie(emptyLadder(shown), 'r2', shown)).toEqual(emptyLadder(shown));
	});
});

describe('what a ladder says', () => {
	const shown = idsOf(3);
	it('is the contract of a ranking, with nothing in it that nobody said', () => {
		const ladder = ladderOf({ tiers: [['r3'], ['r1']] }, shown);
		expect(answerOf(ladder, false, shown)).toEqual({ tiers: [['r3'], ['r1']], all_bad: false });
		expect(answerOf(emptyLadder(shown), true, shown)).toEqual({ tiers: [shown], all_bad: true });
		expect(answerOf(ladder, true, shown)).toEqual({ tiers: [['r3'], ['r1']], all_bad: true });
		expect(ranked(ladder)).toBe(2);
	});

	it('is suspect when it is the order shown', () => {
		const inShown = shown.reduce((ladder, id) => take(ladder, id, shown), emptyLadder(shown));
		expect(isAsShown(inShown, shown)).toBe(true);
		expect(isAsShown(tie(inShown, 'r3', shown), shown)).toBe(false);
		expect(isAsShown(move(inShown, 'r3', 1, shown), shown)).toBe(false);
		expect(isAsShown(move(inShown, 'r3', -1, shown), shown)).toBe(false);
	});

	it('is said in words', () => {
		expect(inOrder(ladderOf({ tiers: [['r3'], ['r1', 'r2']] }, shown), shown)).toBe('3, then 1 and 2');
		expect(inOrder(ladderOf({ tiers: [['r3']] }, shown), shown)).toBe('3; 1 and 2 not ranked');
		expect(inOrder(emptyLadder(shown), shown)).toBe('nothing ranked');
		expect([1, 2, 3, 4, 9].map(ordinal)).toEqual(['1st', '2nd', '3rd', '4th', '9th']);
	});
});

describe('places among the rows', () => {
	const shown = idsOf(4);
	const rows = ladderOf({ tiers: [['r2'], ['r3'], ['r1', 'r4']] }, shown);

	it('are counted without the card that is in hand', () => {
		const to = (id: string, spot: Spot) => put(rows, id, spotAmong(rows, id, spot), shown).tiers;
		expect(to('r2', { kind: 'new', at: 2 })).toEqual([['r3'], ['r2'], ['r1', 'r4']]);
		expect(to('r2', { kind: 'tie', at: 2 })).toEqual([['r3'], ['r1', 'r2', 'r4']]);
		expect(to('r2', { kind: 'tie', at: 0 })).toEqual(rows.tiers);
		expect(to('r3', { kind: 'tie', at: 0 })).toEqual([
			['r2', 'r3'],
			['r1', 'r4']
		]);
		expect(to('r4', { kind: 'new', at: 0 })).toEqual([['r4'], ['r2'], ['r3'], ['r1']]);
		expect(to('r4', { kind: 'tie', at: 2 })).toEqual(rows.tiers);
	});

	it('are left by a ghost, until the card is back', () => {
		const after = (id: string, by: (-1 | 1)[]) =>
			ghostOf(
				rows,
				by.reduce((ladder, step) => move(ladder, id, step, shown), rows),
				id
			);
		expect(after('r2', [])).toBeNull();
		expect(after('r2', [1])).toEqual({ kind: 'new', at: 0 });
		expect(after('r2', [1, -1])).toBeNull();
		expect(after('r3', [-1])).toEqual({ kind: 'new', at: 2 });
		expect(after('r4', [-1])).toEqual({ kind: 'tie', at: 3 });
		expect(after('r4', [1])).toEqual({ kind: 'tie', at: 2 });
		expect(ghostOf(emptyLadder(shown), take(emptyLadder(shown), 'r3', shown), 'r3')).toEqual({
			kind: 'tray'
		});
	});
});
