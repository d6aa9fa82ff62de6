import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/schema/json.ts';
import { checkPolicy } from './policy-check.ts';

const mistakes = (policy: Json) => {
	const checked = checkPolicy(policy);
	return 'mistakes' in checked ? checked.mistakes : [];
};
const rule = (more: { [name: string]: Json }): Json => ({
	rules: [{ name: 'one', when: 'true', mode: 'in_the_loop', ...more }]
});
const first = (policy: Json) => mistakes(policy)[0] ?? { path: '', message: 'none' };

describe('a policy', () => {
	it('is kept with its defaults when nothing is wrong with it', () => {
		const checked = checkPolicy({
			actions: { 'mail.send': { confidence_min: 0.9, unbound_fields: ['note'] } },
			rules: [{ name: 'big', when: 'args.amount > 500', mode: 'in_the_loop', gate: { quorum: 2 } }]
		});
		expect(checked).toMatchObject({
			policy: {
				rules: [{ gate: { quorum: 2, roles: ['operator'], on_timeout: 'reject', timeout_seconds: 3600 } }]
			}
		});
	});

	it('names the place of each mistake', () => {
		expect(mistakes({ rules: [{ name: 'a', when: 'args.n >', mode: 'in_the_loop' }], more: 1 })).toEqual([
			{ path: '/more', message: '“more” is unknown here.' }
		]);
		expect(first(rule({ when: 'args.n >' })).path).toBe('/rules/0/when');
		expect(first(rule({ mode: 'sometimes' }))).toEqual({
			path: '/rules/0/mode',
			message: 'Use one of: out_of_the_loop, on_the_loop, in_the_loop, deny.'
		});
		expect(mistakes({ actions: { 'a/b': { confidence_min: 0 } } })[0]?.path).toBe(
			'/actions/a~1b/confidence_min'
		);
	});

	it('knows its variables, and says what was meant', () => {
		expect(first(rule({ when: 'arg.amount > 5' })).message).toContain('Did you mean “args”?');
		expect(first(rule({ when: 'action.amount > 5' })).message).toContain('not “amount”');
		expect(first(rule({ when: 'args.list.exists(x, x > 1)' })).message).toBe('none');
	});

	it('knows the risks, and that words do not compare by size', () => {
		expect(first(rule({ when: 'risk == "hgh"' })).message).toContain('Did you mean “high”?');
		expect(first(rule({ when: 'risk in ["high", "criticle"]' })).message).toContain('critical');
		expect(first(rule({ when: 'risk >= "high"' })).message).toContain('compare by alphabet');
	});

	it('never asks for more seconds than the gate lasts', () => {
		const gate = (min_seconds: number) => first(rule({ gate: { timeout_seconds: 60, min_seconds } }));
		expect(gate(60)).toMatchObject({ path: '/rules/0/gate/min_seconds' });
		expect(gate(59).message).toBe('none');
	});

	it('never approves by time-out', () => {
		expect(first(rule({ gate: { on_timeout: 'approve' } })).message).toBe('A time-out can only reject.');
	});

	it('lets nobody answer whom the roles table does not name', () => {
		expect(first(rule({ gate: { roles: ['researcher'] } })).path).toBe('/rules/0/gate/roles/0');
		expect(first(rule({ gate: { roles: [] } })).path).toBe('/rules/0/gate/roles');
		expect(first(rule({ gate: { quorum: 0 } })).message).toBe('At least one person approves.');
	});

	it('refuses an argument that a rule decides by and the hash leaves free', () => {
		const with_ = (when: string, field: string): Json => ({
			actions: { pay: { unbound_fields: [field] } },
			rules: [{ name: 'big', when, mode: 'in_the_loop' }]
		});
		for (const [when, field] of [
			['args.amount > 500', 'amount'],
			['args.amount > 500', 'args.amount'],
			['args["amount"] > 500', 'amount'],
			['action.args.amount > 500', 'amount'],
			['args.to.country == "x"', 'to'],
			['args.to == {"country": "x"}', 'to.country'],
			['args.exists(name, name == "x")', 'note'],
			['args[args.which] == 1', 'note'],
			['action == {"name": "x"}', 'note']
		] as const)
			expect([when, first(with_(when, field)).path]).toEqual([when, '/actions/pay/unbound_fields/0']);
		expect(first(with_('args.amount > 500', 'note')).message).toBe('none');
		expect(first(with_('args.to.country == "x"', 'to.city')).message).toBe('none');
	});

	it('keeps each setting to the modes that have it', () => {
		expect(first(rule({ mode: 'on_the_loop' })).path).toBe('/rules/0/veto_seconds');
		expect(first(rule({ veto_seconds: 10 })).path).toBe('/rules/0/veto_seconds');
		expect(first(rule({ sample: 0.1 })).path).toBe('/rules/0/sample');
		expect(first(rule({ mode: 'deny', gate: { quorum: 2 } })).path).toBe('/rules/0/gate');
	});

	it('escalates in order, in time, and never to less', () => {
		const gate = (escalation: Json, more: { [name: string]: Json } = {}): Json =>
			rule({ gate: { timeout_seconds: 600, escalation, ...more } });
		expect(first(gate([{ roles: ['admin'], after_seconds: 600 }])).message).toContain('never comes');
		expect(
			first(
				gate([
					{ roles: ['admin'], after_seconds: 60 },
					{ roles: ['admin'], after_seconds: 60 }
				])
			).message
		).toContain('order of time');
		expect(first(gate([{ roles: ['operator'], after_seconds: 60 }], { roles: ['admin'] })).message).toContain(
			'may not make it easier'
		);
		expect(first(gate([{ roles: ['admin'], after_seconds: 60 }])).message).toBe('none');
	});

	it('gives no two rules one name, nor a name of its own', () => {
		const two = (name: string): Json => ({
			rules: [
				{ name: 'one', when: 'true', mode: 'deny' },
				{ name, when: 'true', mode: 'deny' }
			]
		});
		expect(first(two('one')).message).toBe('Rule 1 is called “one” too.');
		expect(first(two('default')).message).toContain('Assent’s own'.replace('’', "'"));
	});

	it('checks what it can of an arguments schema and refuses the rest', () => {
		const schema = (args_schema: Json): Json => ({ actions: { pay: { args_schema } } });
		expect(first(schema({ type: 'object', properties: { n: { type: 'number', minimum: 1 } } })).message).toBe(
			'none'
		);
		expect(first(schema({ oneOf: [] })).path).toBe('/actions/pay/args_schema/oneOf');
		expect(first(schema({ properties: { n: { pattern: 'x' } } })).path).toBe(
			'/actions/pay/args_schema/properties/n/pattern'
		);
		expect(first(schema({ type: 'float' })).path).toBe('/actions/pay/args_schema/type');
	});
});
