import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Refusal } from '#lib/schema/refusal.ts';
import { commandLine, flagsOfMapping, mappingOfFlags, type Flags } from './flags.ts';
import { mapRow, parseMapping, type ItemMapping, type JudgmentMapping, type Kind } from './mapping.ts';
import { faultOfTemplate, fill, fillText, literal, lookUp } from './template.ts';

const refusal = (act: () => unknown): string => {
	try {
		act();
	} catch (error) {
		if (error instanceof Refusal) return error.message;
		throw error;
	}
	return 'nothing was refused';
};
const byFlags = (kind: Kind, flags: Flags, row: unknown) =>
	mapRow(kind, mappingOfFlags(kind, flags), false, row);

describe('a template', () => {
	const row = { id: 7, name: 'Ann', note: null, 'a.b': 'own', deep: { list: [{ x: 'found' }] }, __proto: 1 };

	it('is a column’s value as it is, or text with columns in it', () => {
		expect(fill('{id}', row)).toBe(7);
		expect(fill('{deep}', row)).toEqual({ list: [{ x: 'found' }] });
		expect(fill('{id}-{name}-{note}', row)).toBe('7-Ann-');
		expect(fillText('{id}', row)).toBe('7');
		expect(fill('{{{id}}}', row)).toBe('{7}');
	});

	it('finds a column by its whole name first, then by a path into it', () => {
		expect(lookUp(row, 'a.b')).toBe('own');
		expect(lookUp(row, 'deep.list.0.x')).toBe('found');
		expect(lookUp(row, 'deep.list.1.x')).toBeUndefined();
		expect(lookUp(row, 'constructor.name')).toBeUndefined();
		expect(lookUp(row, '__proto__')).toBeUndefined();
	});

	it('says which column is missing and which was meant', () => {
		expect(refusal(() => fillText('{nme}', row))).toBe('There is no column “nme” here. Did you mean “name”?');
		expect(refusal(() => fillText('x{deep}', row))).toContain('list or an object');
	});

	it('is refused when its braces do not match', () => {
		expect(['{id', 'id}', '{}'].map((t) => faultOfTemplate(t) !== null)).toEqual([true, true, true]);
		expect(faultOfTemplate('a {b} {{c}}')).toBeNull();
	});

	it('gives any text back that was written as a literal', () => {
		fc.assert(fc.property(fc.string(), (text) => fill(literal(text), {}) === text));
	});
});

describe('items', () => {
	const pair = {
		id: 0,
		question: 'Why?',
		left_id: 12,
		left: 'Because.',
		right_id: 9,
		right: '',
		topic: 'why'
	};

	it('are made of any columns: key, prompt, responses, models, metadata', () => {
		expect(
			byFlags(
				'items',
				{
					key: '{topic}-{id}',
					prompt: '{question}',
					response: ['{left_id}={left}', '{right_id}={right}'],
					model: ['{left_id}=m-{left_id}'],
					metadata: ['topic']
				},
				pair
			)
		).toEqual({
			key: 'why-0',
			payload: {
				prompt: 'Why?',
				responses: [
					{ id: '12', text: 'Because.', model: 'm-12' },
					{ id: '9', text: '' }
				]
			},
			metadata: { topic: 'why' }
		});
	});

	it('may come from columns with an “=” in their name', () => {
		const row = { q: 'Why?', 'id=x': 'one', x: 'A', y: 'B' };
		const { payload } = byFlags('items', { prompt: '{q}', response: ['{id=x}={x}', 'two={y}'] }, row) as {
			payload: { responses: object[] };
		};
		expect(payload.responses).toEqual([
			{ id: 'one', text: 'A' },
			{ id: 'two', text: 'B' }
		]);
	});

	it('keep messages as messages', () => {
		const prompt = [{ role: 'user', content: 'Hi' }];
		const answer = [{ role: 'assistant', content: 'Hello' }];
		expect(
			byFlags('items', { prompt: '{p}', response: ['a={a}', 'b={b}'] }, { p: prompt, a: answer, b: 'Bye' })
		).toEqual({
			payload: {
				prompt,
				responses: [
					{ id: 'a', messages: answer },
					{ id: 'b', text: 'Bye' }
				]
			}
		});
	});

	it('take every column that has no other meaning, when nothing says what the payload is', () => {
		const row = { key: 'k', priority: '5', 'metadata.source': 'web', text: 'a', __note: '' };
		expect(mapRow('items', null, true, row)).toEqual({
			key: 'k',
			priority: 5,
			metadata: { source: 'web' },
			payload: { text: 'a', __note: '' }
		});
		expect(byFlags('items', { key: '{text}' }, { text: 'a', n: 1 })).toEqual({
			key: 'a',
			payload: { text: 'a', n: 1 }
		});
	});

	describe('judged in columns of their own row', () => {
		const flags = {
			response: ['a={x}', 'b={y}'],
			judgment: ['preference:first={one}', 'preference:{two_name}={two}', 'why:first={one_why}'],
			case: ['1=a>b', '2=b>a', 'short=short']
		};
		const row = { x: 'X', y: 'Y', one: 1, one_why: 'short', two: '2', two_name: 'Ann' };
		const judged = (more: object = {}) =>
			(byFlags('items', flags, { ...row, ...more }) as { judgments: unknown }).judgments;

		it('bring a judgment a rater', () => {
			expect(judged()).toEqual([
				{ rater: 'first', answers: { preference: 'a>b', why: 'short' } },
				{ rater: 'Ann', answers: { preference: 'b>a' } }
			]);
		});

		it('bring none of a rater whose cells are empty', () => {
			expect(judged({ two: '' })).toEqual([{ rater: 'first', answers: { preference: 'a>b', why: 'short' } }]);
			expect(judged({ one: null, two: null })).toEqual([{ rater: 'first', answers: { why: 'short' } }]);
			expect(judged({ one: null, one_why: '', two: null })).toEqual([]);
		});

		it('are refused where a column is missing or a value means nothing', () => {
			expect(refusal(() => judged({ one: 7 }))).toContain('No case says what “7” means');
			const { two: _, ...without } = row;
			expect(refusal(() => byFlags('items', flags, without))).toContain('There is no column “two”');
			const plain = { judgment: ['preference:two'] };
			expect(refusal(() => byFlags('items', plain, without))).toContain('There is no column “two”');
			expect(refusal(() => mappingOfFlags('items', { judgment: ['{one}'] }))).toContain('QUESTION:RATER=T');
			expect(refusal(() => mappingOfFlags('items', { key: '{id}', case: ['1=a>b'] }))).toContain(
				'--judgment or --gold'
			);
		});
	});

	it('pass as they are without a mapping', () => {
		const row = { key: 'k', payload: { text: 'a' }, unknown: 1 };
		expect(mapRow('items', null, false, row)).toBe(row);
	});
});

describe('judgments', () => {
	it('read a winner by what its values mean', () => {
		const flags = {
			item: '{pair}',
			rater: '{worker}',
			answer: ['preference={winner}'],
			case: ['left={x}>{y}', 'right={y}>{x}', 'tie={x}={y}'],
			shown: ['{x}', '{y}'],
			at: '{when}'
		};
		const row = { pair: 3, worker: 58, x: 97, y: 98, winner: 'right', when: '2026-01-02' };
		expect(byFlags('judgments', flags, row)).toEqual({
			item: '3',
			rater: '58',
			answers: { preference: '98>97' },
			shown: ['97', '98'],
			at: '2026-01-02'
		});
		expect(refusal(() => byFlags('judgments', flags, { ...row, winner: 'rigt' }))).toBe(
			'No case says what “rigt” means. Did you mean “right”?'
		);
	});

	it('compare columns: sides and winners by name, response ids by letter', () => {
		const flags = {
			item: '{pair}',
			rater: '{worker}',
			answer: ['preference={winner}'],
			case: ['{name_a}=a>b', '{name_b}=b>a', 'neither=a=b'],
			shown: ['{on_left}', '{on_right}'],
			'shown-case': ['{name_a}=a', '{name_b}=b']
		};
		const row = { pair: '1', worker: 'w', name_a: 'Red', name_b: 'Blue', on_left: 'Blue', on_right: 'Red' };
		expect(byFlags('judgments', flags, { ...row, winner: 'Blue' })).toMatchObject({
			answers: { preference: 'b>a' },
			shown: ['b', 'a']
		});
		expect(byFlags('judgments', flags, { ...row, winner: 'neither' })).toMatchObject({
			answers: { preference: 'a=b' }
		});
	});

	it('name a side by position and the side’s model by another column', () => {
		const flags = {
			item: '{pair}',
			rater: 'w',
			answer: ['preference={winner} {left}'],
			case: ['left {name_a}=a>b', 'right {name_a}=b>a', 'left {name_b}=b>a', 'right {name_b}=a>b']
		};
		const row = { pair: '1', name_a: 'Red', name_b: 'Blue', left: 'Blue', winner: 'left' };
		expect(byFlags('judgments', flags, row)).toMatchObject({ answers: { preference: 'b>a' } });
	});

	it('of a table without a mapping answer the questions that its columns name', () => {
		const row = { item: 'k', rater: 'r', shown: 'b|a', at: '', sentiment: 'good', note: '' };
		expect(mapRow('judgments', null, true, row)).toEqual({
			item: 'k',
			rater: 'r',
			shown: ['b', 'a'],
			answers: { sentiment: 'good' }
		});
	});
});

it('suggestions carry a score as a number', () => {
	const flags = { item: '{k}', source: 'model-2', answer: ['label={l}'], score: '{s}' };
	expect(byFlags('suggestions', flags, { k: 'k', l: 'x', s: '0.75' })).toEqual({
		item: 'k',
		source: 'model-2',
		answers: { label: 'x' },
		score: 0.75
	});
});

describe('a mapping that cannot be meant', () => {
	it('is refused before any row is read, with what was meant', () => {
		expect(refusal(() => parseMapping('items', { keys: '{id}' }))).toContain('Did you mean “key”?');
		expect(refusal(() => parseMapping('items', { key: 'id' }))).toContain('such as {id}');
		expect(refusal(() => parseMapping('items', { responses: [{ id: 'a', text: '{a}' }] }))).toContain(
			'at least two'
		);
		expect(refusal(() => mappingOfFlags('items', { rater: '{w}' }))).toBe(
			'--rater is for judgments; this imports items.'
		);
		expect(refusal(() => mappingOfFlags('judgments', { item: '{i}', rater: '{w}' }))).toContain('--answer');
		expect(refusal(() => mappingOfFlags('items', { response: ['{a}'] }))).toContain('ID=T');
		expect(
			refusal(() => mappingOfFlags('items', { response: ['a={a}', 'b={b}'], model: ['c={c}'] }))
		).toContain('--model c');
	});
});

const column = fc.stringMatching(/^[a-z]{1,6}$/).map((name) => `{${name}}`);
const text = fc.stringMatching(/^[a-z {}'"$\\-]{0,8}$/).map(literal);
const template = fc.tuple(text, column, text).map((parts) => parts.join(''));
const name = fc.stringMatching(/^[a-z_]{1,6}$/);
const named = fc.dictionary(name, template, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
const cases = fc.array(fc.tuple(name, template), { minLength: 1, maxLength: 3 });

const anyItemMapping: fc.Arbitrary<ItemMapping> = fc.record(
	{
		key: template,
		prompt: template,
		priority: template,
		payload: named,
		metadata: named,
		responses: fc.uniqueArray(
			fc.record({ id: name, text: template, model: template }, { requiredKeys: ['id', 'text'] }),
			{
				minLength: 2,
				maxLength: 4,
				selector: ({ id }) => id
			}
		),
		judgments: fc.uniqueArray(fc.record({ rater: name, answers: named }), {
			minLength: 1,
			maxLength: 3,
			selector: ({ rater }) => rater
		})
	},
	{ requiredKeys: ['key'] }
);
const anyJudgmentMapping: fc.Arbitrary<JudgmentMapping> = fc
	.record({ item: template, rater: template, from: named, cases: fc.option(cases), at: template })
	.map(({ from, cases, ...rest }) => ({
		...rest,
		answers: Object.fromEntries(Object.entries(from).map(([q, t]) => [q, cases ? { from: t, cases } : t]))
	}));

describe('flags and documents', () => {
	it('say the same, there and back', () => {
		fc.assert(
			fc.property(anyItemMapping, (mapping) => {
				const flags = flagsOfMapping('items', mapping);
				expect(flags && mappingOfFlags('items', flags)).toEqual(mapping);
			})
		);
		fc.assert(
			fc.property(anyJudgmentMapping, (mapping) => {
				const flags = flagsOfMapping('judgments', mapping);
				expect(flags && mappingOfFlags('judgments', flags)).toEqual(mapping);
			})
		);
	});

	it('become a command that a shell takes apart again; what flags cannot say goes as the document', () => {
		expect(
			commandLine(
				'chat',
				'items',
				mappingOfFlags('items', { key: '{id}', metadata: ['topic'] }),
				'my file.csv'
			)
		).toBe(
			"npm run -s assent -- import \\\n  --project chat \\\n  --key '{id}' \\\n  --metadata topic \\\n  'my file.csv'"
		);
		const odd = parseMapping('judgments', {
			item: '{i}',
			rater: '{r}',
			answers: { a: { from: '{x}', cases: [['1', 'p']] }, b: '{y}' }
		});
		expect(flagsOfMapping('judgments', odd)).toBeNull();
		expect(commandLine('chat', 'judgments', odd, 'v.csv')).toContain('--map \'{"item"');
	});
});
