import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { afterFirst, nextFirst, readTurns, turnsText, type Others, type Turns } from './turns.ts';

const none: Turns = new Map();
const someTurns = fc
	.dictionary(fc.integer({ min: 2, max: 9 }).map(String), fc.uniqueArray(fc.nat(8), { maxLength: 8 }))
	.map(
		(rounds): Turns =>
			new Map(
				Object.entries(rounds).map(([many, firsts]) => [
					Number(many),
					firsts.filter((place) => place < Number(many)).slice(0, Number(many) - 1)
				])
			)
	);

/** People who take turns, each with rounds of their own, as seats have them. */
function company(people: number) {
	const seats = Array.from({ length: people }, () => none);
	const othersOf = (who: number): Others =>
		seats.flatMap((turns, i) => (i === who ? [] : [{ turns, people: 1 }]));
	return (who: number, many: number, seed: number): number => {
		const own = seats[who] ?? none;
		const first = nextFirst(own, othersOf(who), many, seed);
		seats[who] = afterFirst(own, many, first);
		return first;
	};
}

describe('whose turn it is to stand first', () => {
	it('survives being stored', () => {
		fc.assert(
			fc.property(someTurns, (turns) => {
				const text = turnsText(turns);
				expect(turnsText(readTurns(text))).toBe(text);
			})
		);
		expect(turnsText(new Map([[3, [2, 0]], [2, [1]], [4, []]]))).toBe('2:1 3:0,2'); // prettier-ignore
		expect(readTurns('')).toEqual(none);
	});

	it('is everybody’s once in each round of one person, whatever others do and whatever comes between', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 2, max: 9 }), fc.nat()), { maxLength: 300 }),
				(claims) => {
					const next = company(4);
					const firsts = new Map<string, number[]>();
					for (const [who, many, seed] of claims) {
						const own = firsts.get(`${who}/${many}`) ?? Array.from({ length: many }, () => 0);
						const first = next(who, many, seed);
						own[first] = (own[first] ?? 0) + 1;
						firsts.set(`${who}/${many}`, own);
						expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
					}
				}
			)
		);
	});

	it('goes to what others saw first least, where there is a choice', () => {
		const others = [
			{ turns: new Map([[2, [0]]]), people: 3 },
			{ turns: new Map([[2, [1]]]), people: 2 }
		];
		for (let seed = 0; seed < 10; seed++) expect(nextFirst(none, others, 2, seed)).toBe(1);
		expect(nextFirst(new Map([[2, [1]]]), others, 2, 0)).toBe(0);
		expect(nextFirst(none, [{ turns: new Map([[3, [0, 2]]]), people: 1 }], 3, 7)).toBe(1);
	});

	it('does not start every person with the same side, and cannot be told from the pairs before', () => {
		const starts = new Set(Array.from({ length: 20 }, (_, seed) => company(1)(0, 2, seed)));
		expect(starts.size).toBe(2);
		const next = company(1);
		const firsts = Array.from({ length: 400 }, (_, i) => next(0, 2, (i * 2654435761) >>> 13));
		const repeats = firsts.filter((first, i) => i > 0 && first === firsts[i - 1]).length;
		expect(repeats).toBeGreaterThan(60);
		expect(repeats).toBeLessThan(140);
	});
});

/** How far the left side of a project was off n after some 2n claims, at the worst, in the nastiest order we know. */
function worst(people: number, claims: number): number {
	const next = company(people);
	/** of each person: the side with which their open round began, or 0 */
	const sides = Array.from({ length: people }, () => 0);
	// Everybody begins a round; then all go on who began with the one side, then the others.
	let wanted = [0, 1, -1];
	let off = 0;
	let balance = 0;
	for (let i = 1; i <= claims; i++) {
		while (!sides.includes(wanted[0] ?? 0)) wanted = [...wanted.slice(1), wanted[0] ?? 0];
		const who = sides.indexOf(wanted[0] ?? 0);
		const side = next(who, 2, (i * 2654435761) >>> 13) === 0 ? 1 : -1;
		sides[who] = sides[who] === 0 ? side : 0;
		balance += side;
		if (i % 2 === 0) off = Math.max(off, Math.abs(balance) / 2);
	}
	return off;
}

describe('the sides of a whole project', () => {
	it('are n after any 2n claims, give or take one, of up to six people in every order there is', () => {
		// What is known of people: whose round is open, and with which side it began. All such states, by all moves.
		for (let people = 1; people <= 6; people++) {
			const known = new Set<string>();
			const open: [first: number, second: number][] = [[0, 0]];
			for (let state = open.pop(); state; state = open.pop()) {
				const [first, second] = state;
				if (known.has(`${first}/${second}`)) continue;
				known.add(`${first}/${second}`);
				if ((first + second) % 2 === 0) expect(Math.abs(first - second)).toBeLessThanOrEqual(2);
				if (first > 0) open.push([first - 1, second]);
				if (second > 0) open.push([first, second - 1]);
				if (first + second === people) continue;
				const others = [
					{ turns: new Map([[2, [0]]]), people: first },
					{ turns: new Map([[2, [1]]]), people: second }
				];
				for (const seed of [0, 1])
					open.push(nextFirst(none, others, 2, seed) === 0 ? [first + 1, second] : [first, second + 1]);
			}
			expect(known.size).toBeGreaterThan(people);
		}
	});

	it.each([7, 20, 50])('are off by a quarter of all people at the most, of %i in a nasty order', (people) => {
		expect(worst(people, 2000)).toBeLessThanOrEqual((people + 1) / 4);
	});
});
