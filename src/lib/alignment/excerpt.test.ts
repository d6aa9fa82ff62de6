import { expect, it } from 'vitest';
import { excerptOf, lengthOf } from './excerpt.ts';

it('shows a response in a line, without the marks of markdown', () => {
	const text = '# Use a dictionary\n\n- **First** spelling\n1. `casefold`\n\n```python\nseen = {}\n```';
	expect(excerptOf({ id: 'a', text })).toBe('Use a dictionary First spelling casefold seen = {}');
	expect(excerptOf({ id: 'a', text: 'x'.repeat(999) })).toHaveLength(241);
});

it('takes the last turn of a conversation, and counts all of it', () => {
	const messages = [
		{ role: 'assistant', content: 'one two' },
		{ role: 'assistant', content: 'three' }
	];
	expect(excerptOf({ id: 'a', messages })).toBe('three');
	expect(lengthOf({ id: 'a', messages })).toBe('3 words');
	expect(lengthOf({ id: 'a', text: '  ' })).toBe('0 words');
});
