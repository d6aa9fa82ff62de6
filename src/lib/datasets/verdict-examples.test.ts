import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#lib/schema/json.ts';
import type { ExampleKind } from './example.ts';
import { targetOf } from './targets/list.ts';
import { exampleOf, type Concluded, type VerdictKind } from './verdict-examples.ts';

const meta = { project: 'p', item: 'd-1', raters: ['one'], models: [], asked: 1 };
type Options = { tools: boolean; outputField: string | null };

/** A verdict as the row of a target, or why it is none. */
function verdictRow(concluded: Concluded, format: string, { tools, outputField }: Options) {
	const target = targetOf(format);
	const from: ExampleKind | undefined = target?.from;
	const example = exampleOf(from as VerdictKind, concluded, outputField);
	return typeof example === 'string' ? example : target?.row(example, { tools });
}

const prompt = [{ role: 'user', content: 'Where is my parcel?' }];
const mail = (body: string, to = 'c-1') => ({ name: 'mail.send', args: { to, body } });
const of = (answers: JsonObject, more: Partial<Concluded> = {}): Concluded => ({
	id: 'd-1',
	prompt,
	proposed: mail('It is late'),
	answers,
	meta,
	...more
});
const field = { tools: false, outputField: 'body' };
const calls = { tools: true, outputField: null };
const asCall = (to: string, body: string) => ({
	role: 'assistant',
	content: '',
	tool_calls: `[{"function":{"arguments":{"body":"${body}","to":"${to}"},"name":"mail.send"},"type":"function"}]`
});

describe('an edit', () => {
	const edit = of({ verdict: 'edit', action: mail('It arrives today') });
	it('of the output field is a pair of texts, the person’s above the model’s', () => {
		expect(verdictRow(edit, 'trl-dpo', field)).toEqual({
			prompt,
			chosen: [{ role: 'assistant', content: 'It arrives today' }],
			rejected: [{ role: 'assistant', content: 'It is late' }]
		});
	});

	it('is an example to imitate, and no label', () => {
		expect(verdictRow(edit, 'trl-sft', field)).toEqual({
			messages: [...prompt, { role: 'assistant', content: 'It arrives today' }]
		});
		expect(verdictRow(edit, 'trl-kto', field)).toBe('other_verdict');
	});

	it('of a call is a pair of calls, for those who ask for tools', () => {
		expect(verdictRow(edit, 'trl-dpo', calls)).toEqual({
			prompt: [{ ...prompt[0], tool_calls: '[]' }],
			chosen: [asCall('c-1', 'It arrives today')],
			rejected: [asCall('c-1', 'It is late')]
		});
		expect(verdictRow(edit, 'trl-dpo', { ...calls, tools: false })).toBe('tool_calls');
	});

	it('of another argument than the output field is a pair of calls', () => {
		const other = of({ verdict: 'edit', action: mail('It is late', 'c-2') });
		expect(verdictRow(other, 'trl-dpo', field)).toBe('tool_calls');
		expect(verdictRow(other, 'trl-dpo', { ...field, tools: true })).toMatchObject({
			chosen: [asCall('c-2', 'It is late')]
		});
	});

	it('that somebody else signed last counts as the edit that it is', () => {
		const signed = of({ verdict: 'approve', action: mail('It arrives today') });
		expect(verdictRow(signed, 'trl-dpo', field)).toEqual(verdictRow(edit, 'trl-dpo', field));
		expect(verdictRow(signed, 'trl-kto', field)).toBe('other_verdict');
	});

	it('to nothing, or without a conversation, is no row', () => {
		expect(verdictRow(of({ verdict: 'edit', action: mail(' ') }), 'trl-dpo', field)).toBe('blank');
		expect(verdictRow({ ...edit, prompt: undefined }, 'trl-sft', field)).toBe('no_prompt');
	});
});

describe('a plain verdict', () => {
	it('is a label: approved true, rejected false', () => {
		for (const [verdict, label] of [
			['approve', true],
			['reject', false]
		] as const)
			expect(verdictRow(of({ verdict }), 'trl-kto', field)).toEqual({
				prompt,
				completion: [{ role: 'assistant', content: 'It is late' }],
				label
			});
		expect(verdictRow(of({ verdict: 'approve' }), 'trl-dpo', field)).toBe('other_verdict');
		expect(verdictRow(of({ verdict: 'approve' }), 'trl-sft', field)).toBe('other_verdict');
	});

	it('in text teaches none of the three', () => {
		for (const format of ['trl-dpo', 'trl-kto', 'trl-sft'] as const)
			expect(verdictRow(of({ verdict: 'respond', response: 'no' }), format, field)).toBe('other_verdict');
	});
});

describe('the columns', () => {
	it('are fixed by the options, whatever the data hold', () => {
		const withCalls = of(
			{ verdict: 'edit', action: mail('x') },
			{ prompt: [{ role: 'assistant', content: null, tool_calls: [{ id: 'a' }], extra: 1 }] as never }
		);
		const keys = (row: unknown) =>
			Object.values(row as Record<string, object[]>).flatMap((messages) =>
				Array.isArray(messages) ? messages.map((message) => Object.keys(message).join()) : []
			);
		expect(new Set(keys(verdictRow(withCalls, 'trl-dpo', calls)))).toEqual(
			new Set(['role,content,tool_calls'])
		);
		expect(new Set(keys(verdictRow(of({ verdict: 'approve' }), 'trl-kto', field)))).toEqual(
			new Set(['role,content'])
		);
		expect(verdictRow(withCalls, 'trl-sft', { ...field, tools: false })).toBe('tool_calls');
	});
});
