import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonLines } from './json-lines.ts';

it('lays JSON out as everybody does', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			expect(jsonLines(JSON.stringify(value), -1)).toBe(JSON.stringify(value, null, 2));
		})
	);
});

it('changes no number, no escape and no name that stands twice', () => {
	expect(jsonLines('{"id":12345678901234567890,"a":1.50,"a":"\\u202e[x]"}', 0)).toBe(
		'{\n  "id": 12345678901234567890,\n  "a": 1.50,\n  "a": "\\u202e[x]"\n}'
	);
});

it('leaves what is no JSON as it is', () => {
	expect(jsonLines('{"a": 1')).toBe('{"a": 1');
	expect(jsonLines('find(1, {a: 2})')).toBe('find(1, {a: 2})');
	expect(jsonLines('')).toBe('');
});

it('keeps what is short on one line', () => {
	expect(jsonLines('{"day":"Saturday","seats":[1,2],"at":"18:40, B"}')).toBe(
		'{"day": "Saturday", "seats": [1, 2], "at": "18:40, B"}'
	);
	expect(jsonLines('{}')).toBe('{}');
});
