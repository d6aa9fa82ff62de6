import { expect, it } from 'vitest';
import { readOnce } from './hearing.ts';

/** What is read, and how often. */
function reading() {
	const texts: string[] = [];
	const read = readOnce((text) => {
		texts.push(text);
		return { text };
	});
	return { texts, read };
}

it('reads each short text once, and gives each what it says', () => {
	const { texts, read } = reading();
	expect(['a', 'b', 'a', 'b', 'a'].map((text) => read(text).text)).toEqual(['a', 'b', 'a', 'b', 'a']);
	expect(texts).toEqual(['a', 'b']);
});

it('remembers nothing long, and only so many', () => {
	const { texts, read } = reading();
	const long = 'so '.repeat(100);
	for (const text of [long, long]) expect(read(text).text).toBe(text);
	expect(texts).toEqual([long, long]);
	for (let i = 0; i < 2_000; i++) read(String(i));
	expect(read('0').text).toBe('0');
	expect(texts.filter((text) => text === '0')).toHaveLength(2);
});
