import { expect, it } from 'vitest';
import { wordsOf } from './evidence.ts';

it('counts all that stands before whoever decides, and nothing that does not', () => {
	const action = { name: 'pay', args: { to: 'Ada Byron', amount: 5, note: null } };
	expect(wordsOf({ action })).toBe(1 + 3 + 2 + 1);
	const context = [{ type: 'mail', title: 'Her mail', text: 'Please pay.' }];
	const prompt = [{ role: 'user', content: 'pay her now' }];
	expect(wordsOf({ action, context, prompt })).toBe(7 + 4 + 3);
});
