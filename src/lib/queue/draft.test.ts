import { expect, it } from 'vitest';
import { memoryStorage } from '../../../test/setup/keep.ts';
import { drafts } from './draft.ts';

type Draft = { choice: { stop: number; allBad: boolean }; notes: Record<string, string> };
const draft: Draft = { choice: { stop: -2, allBad: false }, notes: { why: 'shorter' } };

it('gives back a draft of the same person and assignment, until it is forgotten', () => {
	const keeper = memoryStorage();
	expect(drafts<Draft>(keeper, 'ana').write('a1', draft)).toBe(true);
	expect(drafts<Draft>(keeper, 'ana').read('a1')).toEqual(draft);
	expect(drafts<Draft>(keeper, 'ana').read('a2')).toBeNull();
	expect(drafts<Draft>(keeper, 'bo').read('a1')).toBeNull();
	drafts<Draft>(keeper, 'ana').forget('a1');
	expect(drafts<Draft>(keeper, 'ana').read('a1')).toBeNull();
});

it('goes without where the browser keeps nothing', () => {
	const closed = {
		...memoryStorage(),
		setItem: () => {
			throw new Error('full');
		}
	};
	expect(drafts<Draft>(closed, 'ana').write('a1', draft)).toBe(false);
	expect(drafts<Draft>(null, 'ana').write('a1', draft)).toBe(false);
	expect(drafts<Draft>(null, 'ana').read('a1')).toBeNull();
});

it('forgets all of one person, and nothing of another', () => {
	const keeper = memoryStorage();
	for (const [person, id] of [
		['ana', 'a1'],
		['ana', 'a2'],
		['bo', 'b1']
	] as const)
		drafts<Draft>(keeper, person).write(id, draft);
	expect(drafts<Draft>(keeper, 'ana').count()).toBe(2);
	drafts<Draft>(keeper, 'ana').wipe();
	expect(drafts<Draft>(keeper, 'ana').count()).toBe(0);
	expect(drafts<Draft>(keeper, 'bo').read('b1')).toEqual(draft);
});
