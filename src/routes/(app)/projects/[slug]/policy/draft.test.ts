import { describe, expect, it } from 'vitest';
import { checkPolicy } from '#lib/runtime/policy-check.ts';
import type { Json } from '#lib/schema/json.ts';
import { beginnings, draftOf, freeName, textOf } from './draft.ts';

describe('a policy while it is written', () => {
	it('begins with rules that can be saved as they are', () => {
		const rules = beginnings.map(({ rule }) => rule);
		expect(checkPolicy({ rules } as unknown as Json)).toHaveProperty('policy');
	});

	it('is the same as text and as a form', () => {
		const draft = { actions: {}, rules: [] };
		expect(draftOf(textOf(draft))).toEqual(draft);
		expect(draftOf('{')).toContain('This is not JSON');
		expect(draftOf('[]')).toBe('A policy is an object.');
		expect(draftOf('{"rules":1}')).toBe('A policy has actions and rules.');
	});

	it('gives a new rule a name of its own', () => {
		expect(freeName([{ name: 'ask' }, { name: 'ask-2' }], 'ask')).toBe('ask-3');
	});
});
