import { expect, it } from 'vitest';
import { drafts, type Draft } from './draft.ts';

const memory = () => {
	const kept = new Map<string, string>();
	return {
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, value: string) => void kept.set(name, value),
		removeItem: (name: string) => void kept.delete(name)
	};
};
const draft: Draft = { choice: { stop: -2, allBad: false }, notes: { why: 'shorter' } };

it('gives back a draft of the same person and assignment, until it is forgotten', () => {
	const keeper = memory();
	expect(drafts(keeper, 'ana').write('a1', draft)).toBe(true);
	expect(drafts(keeper, 'ana').read('a1')).toEqual(draft);
	expect(drafts(keeper, 'ana').read('a2')).toBeNull();
	expect(drafts(keeper, 'bo').read('a1')).toBeNull();
	drafts(keeper, 'ana').forget('a1');
	expect(drafts(keeper, 'ana').read('a1')).toBeNull();
});

it('goes without where the browser keeps nothing', () => {
	const closed = {
		...memory(),
		setItem: () => {
			throw new Error('full');
		}
	};
	expect(drafts(closed, 'ana').write('a1', draft)).toBe(false);
	expect(drafts(null, 'ana').write('a1', draft)).toBe(false);
	expect(drafts(null, 'ana').read('a1')).toBeNull();
});
