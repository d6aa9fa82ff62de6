import { describe, expect, it } from 'vitest';
import { argumentLines, boundText } from './action.ts';
import { argsMistakes } from './args-schema.ts';
import { actionHash } from './hash.server.ts';
import { covers } from './presence.ts';

describe('an action hash', () => {
	it('is of the canonical JSON of name and args', () => {
		expect(boundText({ name: 'pay', args: { b: 1, a: { d: 2, c: 1.0 } } })).toBe(
			'{"args":{"a":{"c":1,"d":2},"b":1},"name":"pay"}'
		);
		// printf '{"args":{},"name":"a"}' | sha256sum
		expect(actionHash({ name: 'a', args: {} }, [])).toBe(
			'sha256:c40a9f67574bfb8cab5431a45bcdd3786f6bd9e43502d986d73b265102396ca6'
		);
	});

	it('leaves out what is not bound, by name or by path, with or without args.', () => {
		const action = { name: 'pay', args: { amount: 5, note: 'x', to: { name: 'n', city: 'c' } } };
		expect(boundText(action, ['note', 'args.to.name'])).toBe(
			'{"args":{"amount":5,"to":{"city":"c"}},"name":"pay"}'
		);
	});

	it('keeps bound what an unbound path does not reach', () => {
		const action = { name: 'pay', args: { list: [{ note: 'x' }], text: 'y' } };
		expect(boundText(action, ['list.note', 'text.inner', 'constructor'])).toBe(boundText(action));
	});

	it('shows one argument a line and which are free', () => {
		expect(argumentLines({ a: { b: 1, c: [] }, note: 'x' }, ['note', 'a.b'])).toEqual([
			{ path: 'a.b', value: 1, bound: false },
			{ path: 'a.c', value: [], bound: true },
			{ path: 'note', value: 'x', bound: false }
		]);
	});
});

describe('arguments against their schema', () => {
	const schema = {
		type: 'object',
		required: ['to'],
		additionalProperties: false,
		properties: {
			to: { type: 'string', minLength: 2 },
			n: { type: 'integer', minimum: 1, exclusiveMaximum: 10 },
			list: { type: 'array', maxItems: 2, items: { enum: ['a', 'b'] } }
		}
	};
	const at = (args: Parameters<typeof argsMistakes>[1]) => argsMistakes(schema, args).map(({ path }) => path);

	it('pass when they fit', () => {
		expect(at({ to: '👍👍', n: 9, list: ['a', 'b'] })).toEqual([]);
	});
	it('are told where they do not', () => {
		expect(at({ n: 1.5 })).toEqual(['/to', '/n']);
		expect(at({ to: '👍' })).toEqual(['/to']);
		expect(at({ to: 'ab', n: 10 })).toEqual(['/n']);
		expect(at({ to: 'ab', n: 0, list: ['c'], more: 1 })).toEqual(['/n', '/list/0', '/more']);
		expect(at({ to: 'ab', list: ['a', 'b', 'a'] })).toEqual(['/list']);
		expect(at([])).toEqual(['']);
	});
});

describe('presence', () => {
	it('covers a stretch only without a gap', () => {
		expect(covers([{ startedAt: 0, until: 30 }], 5, 30)).toBe(true);
		expect(covers([{ startedAt: 6, until: 30 }], 5, 30)).toBe(false);
		expect(covers([{ startedAt: 0, until: 29 }], 5, 30)).toBe(false);
		expect(
			covers(
				[
					{ startedAt: 20, until: 40 },
					{ startedAt: 0, until: 20 }
				],
				5,
				30
			)
		).toBe(true);
		expect(
			covers(
				[
					{ startedAt: 0, until: 19 },
					{ startedAt: 20, until: 40 }
				],
				5,
				30
			)
		).toBe(false);
		expect(covers([], 5, 30)).toBe(false);
	});
});
