import { expect, it } from 'vitest';
import { drafts } from './draft.ts';

const memory = () => {
	const kept = new Map<string, string>();
	return {
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, value: string) => void kept.set(name, value),
		removeItem: (name: string) => void kept.delete(name)
	};
};
type Draft = { choice: { stop: number; allBad: boolean }; notes: Record<string, string> };
const draft: Draft = { choice: { stop: -2, allBad: false }, notes: { why: 'shorter' } };

it('gives back a draft of the same person and assignment, until it is forgotten', () => {
	const keeper = memory();
	expect(drafts<Draft>(keeper, 'ana').write('a1', draft)).toBe(true);
	expect(drafts<Draft>(keeper, 'ana').read('a1')).toEqual(draft);
	expect(drafts<Draft>(keeper, 'ana').read('a2')).toBeNull();
	expect(drafts<Draft>(keeper, 'bo').read('a1')).toBeNull();
	drafts<Draft>(keeper, 'ana').forget('a1');
	expect(drafts<Draft>(keeper, 'ana').read('a1')).toBeNull();
});

it('goes without where the browser keeps nothing', () => {
	const closed = {
		...memory(),
		setItem: () => {
			throw new Error('full');
		}
	};
	expect(drafts<Draft>(closed, 'ana').write('a1', draft)).toBe(false);
	expect(drafts<Draft>(null, 'ana').write('a1', draft)).toBe(false);
	expect(drafts<Draft>(null, 'ana').read('a1')).toBeNull();
});
