import { expect, it } from 'vitest';
import { seeded } from '../../../test/setup/seeded.ts';
import { comparedIn, wordOf } from '#lib/queue/comparison.ts';
import { STANDS, Standing } from './standing.ts';
import { Votes } from './votes.ts';

type Told = { at: number; itemId: string; rater: string; kind: 'person' | 'model' };

const responses = ['a', 'b'].map((id) => ({ id, text: id, model: id }));
const [compared] = comparedIn({ prompt: '?', responses }, null, { better: { tiers: [['a'], ['b']] } });
const word = (told: Told): string => (compared ? wordOf(compared, { ...told, dwellMs: null }) : '');

/** Of each judge on each item the latest, and of those of one moment the last. */
function byHand(all: readonly Told[], gone: ReadonlySet<number>): number[] {
	const latest = new Map<string, number>();
	for (const [i, { at, itemId, rater, kind }] of all.entries()) {
		if (gone.has(i)) continue;
		const key = `${itemId} ${rater} ${kind}`;
		const before = latest.get(key);
		if (before === undefined || (all[before]?.at ?? 0) <= at) latest.set(key, i);
	}
	return [...latest.values()].sort((a, b) => a - b);
}

it('of each judge on each item the latest stands, whatever came, went, and was read again', () => {
	const random = seeded(5);
	const below = (most: number): number => Math.floor(random() * most);
	for (let round = 0; round < 40; round++) {
		const votes = new Votes();
		const standing = new Standing(votes);
		let all: Told[] = [];
		let gone = new Set<number>();
		const judges = 1 + below(200);
		for (let step = 0; step < 12; step++) {
			const came = Array.from({ length: below(60) }, (): Told => {
				const kind = below(4) === 0 ? 'model' : 'person';
				return { at: below(5), itemId: `i${below(3)}`, rater: `r${below(judges)}`, kind };
			});
			all.push(...came);
			votes.add(came.map(word).join(''));
			standing.goOn();
			const going = Array.from({ length: below(3) === 0 ? below(60) : below(3) }, () => below(all.length));
			for (const vote of going) if (vote < all.length) gone.add(vote);
			standing.drop(going.filter((vote) => vote < all.length));
			if (below(5) === 0) {
				all = all.slice(0, below(all.length));
				gone = new Set([...gone].filter((vote) => vote < all.length));
				votes.cut(all.length);
				standing.cut(all.length);
			}
			const expected = byHand(all, gone);
			const found = all.flatMap((_, i) => (standing.of[i] === STANDS ? [i] : []));
			expect([round, step, found]).toEqual([round, step, expected]);
			expect(standing.revised).toBe(all.length - gone.size - expected.length);
		}
	}
});
