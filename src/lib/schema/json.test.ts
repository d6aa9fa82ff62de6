import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, jsonLine, parseJson } from './json.ts';
import { Refusal } from './refusal.ts';

const refusal = (text: string): string => {
	try {
		parseJson(text);
		return 'taken';
	} catch (error) {
		return error instanceof Refusal ? error.code : `bug: ${String(error)}`;
	}
};

describe('canonical JSON', () => {
	it('gives the bytes of another implementation of RFC 8785', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
				expect(canonical(value)).toBe(canonicalize(value));
			}),
			{ numRuns: 500 }
		);
	});

	it('gives the example of RFC 8785, section 3.2.2', () => {
		const input = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
		expect(canonical(JSON.parse(input))).toBe(
			String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`
		);
	});

	it('sorts names by UTF-16 units, as section 3.2.3 asks', () => {
		const names = ['€', '\r', '\ufb33', '1', '😀', '\u0080', 'ö'];
		const value = Object.fromEntries(names.map((name) => [name, 0]));
		expect(Object.keys(JSON.parse(canonical(value)) as object)).toEqual([
			'1',
			'\r',
			'\u0080',
			'ö',
			'€',
			'😀',
			'\ufb33'
		]);
	});

	it('puts 10 before 9, which no object of JavaScript does by itself', () => {
		expect(canonical({ a: [{ 9: 1, 10: 2 }] })).toBe('{"a":[{"10":2,"9":1}]}');
	});

	it('leaves out what is undefined and refuses a number that JSON has not, however deep', () => {
		expect(canonical({ a: undefined, b: [undefined, { c: undefined }] })).toBe('{"b":[null,{}]}');
		expect(() => canonical({ a: [{ b: NaN }] })).toThrow('no such number');
		expect(() => canonical(Infinity)).toThrow('no such number');
	});

	it('keeps a member named __proto__', () => {
		expect(canonical(parseJson('{"__proto__":1,"a":2}'))).toBe('{"__proto__":1,"a":2}');
	});
});

describe('what is read', () => {
	it('survives the way through storage', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
				const stored = canonical(value);
				if (stored.includes('\\u0000')) expect(refusal(stored)).toBe('invalid_unicode');
				else expect(canonical(parseJson(stored))).toBe(stored);
			})
		);
	});

	it.each([
		['12345678901234567890', 'not_ijson'],
		['{"a":[9007199254740993]}', 'not_ijson'],
		['1e400', 'not_ijson'],
		['0.1234567890123456789', 'not_ijson'],
		['"a\\u0000b"', 'invalid_unicode'],
		['{"a\\u0000":1}', 'invalid_unicode'],
		['"\\ud800"', 'invalid_unicode'],
		['{"\\udc00x":1}', 'invalid_unicode'],
		['{"a":1', 'invalid_json'],
		['', 'invalid_json'],
		[`${'['.repeat(200)}${']'.repeat(200)}`, 'not_ijson']
	])('%s is refused as %s', (text, code) => {
		expect(refusal(text)).toBe(code);
	});

	it.each([
		'9007199254740992',
		'1.50',
		'15e-1',
		'1E3',
		'100000000000000000000',
		'0.1',
		'-0',
		'1.7976931348623157e308'
	])('the number %s is taken: it reads back as the same value', (text) => {
		expect(refusal(text)).toBe('taken');
	});
});

describe('a line of NDJSON', () => {
	it('has no character at which a reader of lines may split it', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.constantFrom('\u2028', '\u2029', '\n', '\r'), (value, odd) => {
				const line = jsonLine({ value, odd: `a${odd}b` });
				expect(line.endsWith('\n')).toBe(true);
				expect(line.slice(0, -1)).not.toMatch(/[\n\r\u2028\u2029]/);
				expect(JSON.parse(line)).toEqual({
					value: JSON.parse(JSON.stringify(value)) as unknown,
					odd: `a${odd}b`
				});
			})
		);
	});
});
