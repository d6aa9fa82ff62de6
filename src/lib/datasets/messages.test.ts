import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSame, say } from './messages.ts';

const same = (a: string, b: string) => isSame([say('assistant', a)], [say('assistant', b)]);
/** What a reader sees of it, written as plainly as it can be. */
const seen = (text: string) =>
	text
		.normalize('NFC')
		.split('\n')
		.map((line) => line.trimEnd())
		.join('\n')
		.trim();

it('two texts are the same where a reader sees no difference, and there alone', () => {
	const letters = fc.constantFrom(
		'a',
		'e',
		'o',
		' ',
		'\n',
		'\t',
		'\u0301',
		'\u00e9',
		'\u0308',
		'漢',
		'.',
		'\u00a0'
	);
	const text = fc.string({ unit: letters, maxLength: 6 });
	fc.assert(
		fc.property(text, text, text, (start, a, b) => {
			for (const [x, y] of [[start + a, start + b] as const, [a, b] as const])
				expect(same(x, y)).toBe(seen(x) === seen(y));
		}),
		{ numRuns: 3_000 }
	);
	expect(same('cafe\u0301 ', 'caf\u00e9')).toBe(true);
	expect(same('cafe', 'cafe\u0301')).toBe(false);
	expect(same('A  \nb', 'A\nb')).toBe(true);
});
