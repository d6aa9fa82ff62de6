import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { placeOf, slipOf } from './json-place.ts';

const form = `{
	"fields": [{ "name": "text", "type": "text" }],
	"questions": [
		{ "name": "tone", "type": "lable", "a/b": 1 }
	]
}`;
const at = (pointer: string) => {
	const place = placeOf(form, pointer);
	return place && [place.line, form.slice(place.start, place.end)];
};

describe('the place of a pointer', () => {
	it('is that of its value, by line and by what stands there', () => {
		expect(at('/questions/0/type')).toEqual([4, '"lable"']);
		expect(at('/fields/0')).toEqual([2, '{ "name": "text", "type": "text" }']);
		expect(at('/questions/0/a~1b')).toEqual([4, '1']);
		expect(at('')?.[0]).toBe(1);
	});

	it('is the innermost that is there when the value itself is missing', () => {
		expect(at('/questions/0/options/3/value')).toEqual([4, '{ "name": "tone", "type": "lable", "a/b": 1 }']);
		expect(at('/nothing')?.[0]).toBe(1);
	});
});

describe('a slip', () => {
	it.each([
		['{"a": 1,}', 1, 'Remove the comma before this bracket.'],
		['[1, 2,\n]', 2, 'Remove the comma before this bracket.'],
		['{"a": 1\n "b": 2}', 2, 'A comma or a closing } is missing here.'],
		['{"a" 1}', 1, 'A colon is missing after the name.'],
		["{'a': 1}", 1, 'Names and text stand in double quotes.'],
		['{"a": "x\n"}', 1, 'This text has no closing quote, or a bad sign after a backslash.'],
		['{"a": [1, 2', 1, 'A comma or a closing ] is missing here.'],
		['', 1, 'The text ends too early.'],
		['[,]', 1, 'A value is missing before this sign.'],
		['{"a": yes}', 1, 'This is no JSON value.'],
		['{} {}', 1, 'Only one value may stand here; this comes after its end.'],
		['['.repeat(5000), 1, 'This is nested too deeply.']
	])('in %j is found in line %d: %s', (text, line, message) => {
		expect(slipOf(text)).toMatchObject({ line, message });
	});

	it('is found exactly where JSON.parse finds one', () => {
		const parses = (text: string) => {
			try {
				JSON.parse(text);
				return true;
			} catch {
				return false;
			}
		};
		const damaged = fc
			.tuple(
				fc.json({ maxDepth: 4 }),
				fc.nat(),
				fc.constantFrom('', ',', '"', '}', ']', '{', 'x', '1', '\\', '.')
			)
			.map(
				([text, at, sign]) =>
					text.slice(0, at % (text.length + 1)) + sign + text.slice((at % (text.length + 1)) + 1)
			);
		fc.assert(
			fc.property(fc.json(), (text) => {
				expect(slipOf(text)).toBeNull();
			})
		);
		fc.assert(
			fc.property(damaged, (text) => {
				expect(slipOf(text) === null).toBe(parses(text));
			}),
			{ numRuns: 2000 }
		);
	});
});
