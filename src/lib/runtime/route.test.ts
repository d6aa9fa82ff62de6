import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assurances, defaultGate, mergeGates, type Gate } from './gate.ts';
import { modes, risks, type Mode, type Risk } from './modes.ts';
import { GateInput, Policy } from './policy.ts';
import { compilePolicy, route, type Routing } from './route.ts';

type Rule = { name: string; when: string; mode: Mode; veto_seconds?: number; sample?: number; gate?: object };
const policyOf = (rules: Rule[], actions: object = {}) => compilePolicy(Policy.parse({ rules, actions }));
const ask = (
	compiled: ReturnType<typeof policyOf>,
	{ name = 'pay', args = {}, confidence = 0.95 as number | null, risk = 'low' as Risk | null } = {}
): Routing => route(compiled, { action: { name, args }, confidence, risk, agent: 'billing', context: [] });

describe('where a policy sends an action', () => {
	it('is to a person when no rule speaks of it', () => {
		expect(ask(policyOf([]))).toMatchObject({ mode: 'in_the_loop', rule: 'default', gate: defaultGate });
		expect(ask(policyOf([{ name: 'a', when: 'false', mode: 'out_of_the_loop' }])).rule).toBe('default');
	});

	it('is by the strictest of all that match, whatever their order', () => {
		const rules: Rule[] = modes.map((mode) => ({
			name: mode,
			when: 'true',
			mode,
			...(mode === 'on_the_loop' ? { veto_seconds: 30 } : {})
		}));
		for (let many = 1; many <= rules.length; many++) {
			const some = rules.slice(0, many);
			expect(ask(policyOf(some)).mode).toBe(modes[many - 1]);
			expect(ask(policyOf(some.toReversed())).mode).toBe(modes[many - 1]);
		}
	});

	it('is to a person when a rule fails, even beside one that would let it run', () => {
		const compiled = policyOf([
			{ name: 'free', when: 'true', mode: 'out_of_the_loop' },
			{ name: 'broken', when: 'args.absent > 5', mode: 'out_of_the_loop' }
		]);
		expect(ask(compiled)).toMatchObject({
			mode: 'in_the_loop',
			rule: 'broken',
			reason: { code: 'rule_failed' },
			gate: defaultGate
		});
	});

	it('is no weaker a gate for arguments that break the rule which asks for it', () => {
		const compiled = policyOf([
			{ name: 'big', when: 'args.amount > 500', mode: 'in_the_loop', gate: { quorum: 2, roles: ['admin'] } }
		]);
		expect(ask(compiled, { args: { amount: '1840' } }).gate).toMatchObject({ quorum: 2, roles: ['admin'] });
	});

	it('is alone at the threshold with a low risk, and never alone with a high one', () => {
		const compiled = policyOf([], { pay: { confidence_min: 0.9 } });
		expect(ask(compiled, { confidence: 0.9 })).toMatchObject({
			mode: 'out_of_the_loop',
			rule: 'confidence_min',
			threshold: 0.9
		});
		expect(ask(compiled, { confidence: 0.9, risk: 'medium' }).mode).toBe('out_of_the_loop');
		expect(ask(compiled, { confidence: 0.89999 })).toMatchObject({
			mode: 'in_the_loop',
			reason: { code: 'below_threshold' }
		});
		for (const risk of ['high', 'critical'] as const)
			expect(ask(compiled, { confidence: 1, risk })).toMatchObject({
				mode: 'in_the_loop',
				reason: { code: 'risk' }
			});
	});

	it('lets a share of what runs alone be looked at: the largest that a rule or the action says', () => {
		const rules: Rule[] = [{ name: 'free', when: 'true', mode: 'out_of_the_loop', sample: 0.1 }];
		const sampled = (sample: unknown, more = {}) => ask(policyOf(rules, { pay: { sample } }), more).sample;
		expect([sampled(undefined), sampled(0.05), sampled(0.3)]).toEqual([0.1, 0.1, 0.3]);
		const bands = [
			{ from: 0, share: 0.5 },
			{ from: 0.9, share: 0.2 }
		];
		expect([0.89, 0.9, 1].map((confidence) => sampled(bands, { confidence }))).toEqual([0.5, 0.2, 0.2]);
		const asked: Rule[] = [...rules, { name: 'ask', when: 'true', mode: 'in_the_loop' }];
		expect(ask(policyOf(asked, { pay: { sample: 1 } })).sample).toBe(0);
		for (const wrong of [2, [], [{ from: 0.5, share: 1 }], [bands[0], bands[0]]])
			expect(Policy.safeParse({ actions: { pay: { sample: wrong } } }).success).toBe(false);
	});

	it('is by confidence alone where no rule asks or denies and the risk is not grave, whatever the threshold', () => {
		const actions = { pay: { confidence_min: 0.9 } };
		const by = (rules: Rule[], more: { confidence?: number; risk?: Risk } = {}) =>
			ask(policyOf(rules, actions), more).byConfidence;
		expect([by([]), by([], { confidence: 0.1 }), ask(policyOf([])).byConfidence]).toEqual([true, true, true]);
		expect(by([{ name: 'free', when: 'true', mode: 'out_of_the_loop' }], { confidence: 0.1 })).toBe(true);
		expect(by([], { risk: 'high' })).toBe(false);
		for (const mode of ['in_the_loop', 'deny'] as const)
			expect(by([{ name: 'a', when: 'true', mode }], { confidence: 0.1 })).toBe(false);
		expect(by([{ name: 'a', when: 'true', mode: 'on_the_loop', veto_seconds: 3 }])).toBe(false);
		expect(by([{ name: 'broken', when: 'args.no > 1', mode: 'out_of_the_loop' }])).toBe(false);
	});

	it('takes absent risk for high and absent confidence for none', () => {
		const compiled = policyOf([], { pay: { confidence_min: 0.01 } });
		expect(ask(compiled, { risk: null })).toMatchObject({ mode: 'in_the_loop', risk: 'high' });
		expect(ask(compiled, { confidence: null })).toMatchObject({ mode: 'in_the_loop', confidence: 0 });
		const alone = policyOf([
			{ name: 'a', when: 'risk == "high" && confidence == 0', mode: 'out_of_the_loop' }
		]);
		expect(ask(alone, { risk: null, confidence: null }).mode).toBe('out_of_the_loop');
	});

	it('takes the higher of the claimed risk and the floor', () => {
		const compiled = policyOf([{ name: 'a', when: 'risk == "low"', mode: 'out_of_the_loop' }], {
			pay: { risk_floor: 'high' }
		});
		expect(ask(compiled)).toMatchObject({ mode: 'in_the_loop', risk: 'high' });
		expect(ask(compiled, { risk: 'critical' }).risk).toBe('critical');
		expect(ask(compiled, { name: 'other' }).mode).toBe('out_of_the_loop');
	});

	it('does not take an inherited name for an action of the policy', () => {
		expect(ask(policyOf([], { pay: { confidence_min: 0.1 } }), { name: 'constructor' }).rule).toBe('default');
	});

	it('keeps the longest veto window and the largest sample', () => {
		const on = policyOf([
			{ name: 'a', when: 'true', mode: 'on_the_loop', veto_seconds: 10 },
			{ name: 'b', when: 'true', mode: 'on_the_loop', veto_seconds: 30 }
		]);
		expect(ask(on).vetoSeconds).toBe(30);
		const out = policyOf([
			{ name: 'a', when: 'true', mode: 'out_of_the_loop', sample: 0.1 },
			{ name: 'b', when: 'true', mode: 'out_of_the_loop', sample: 0.5 }
		]);
		expect(ask(out).sample).toBe(0.5);
	});
});

const gates = fc
	.record({
		quorum: fc.integer({ min: 1, max: 5 }),
		roles: fc.constantFrom(['operator'], ['admin'], ['operator', 'admin']),
		assurance: fc.constantFrom(...assurances),
		timeout_seconds: fc.integer({ min: 10, max: 5000 }),
		escalation: fc.array(
			fc.record({
				roles: fc.constantFrom(['operator'], ['admin']),
				after_seconds: fc.integer({ min: 1, max: 5000 })
			}),
			{ maxLength: 3 }
		),
		view_first: fc.option(fc.boolean(), { nil: undefined }),
		min_seconds: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined })
	})
	.map((gate) => GateInput.parse(gate));
const isAsStrict = (a: Gate, b: Gate) =>
	a.quorum >= b.quorum &&
	a.timeout_seconds <= b.timeout_seconds &&
	assurances.indexOf(a.assurance) >= assurances.indexOf(b.assurance) &&
	(a.view_first === true || b.view_first !== true) &&
	(a.min_seconds ?? 0) >= (b.min_seconds ?? 0) &&
	(b.roles.includes('operator') || !a.roles.includes('operator'));

describe('a merge of gates', () => {
	it('is at least as strict as each, in any order', () => {
		fc.assert(
			fc.property(gates, gates, (a, b) => {
				const merged = mergeGates(a, b);
				expect(isAsStrict(merged, a) && isAsStrict(merged, b)).toBe(true);
				expect(mergeGates(b, a)).toEqual(merged);
			})
		);
	});

	it('does not depend on how more than two are put together', () => {
		fc.assert(
			fc.property(gates, gates, gates, (a, b, c) => {
				expect(mergeGates(mergeGates(a, b), c)).toEqual(mergeGates(a, mergeGates(b, c)));
			})
		);
	});
});

describe('one more rule', () => {
	it('never weakens what a policy asks', () => {
		const rules = fc.array(
			fc.record({
				when: fc.constantFrom(
					'true',
					'false',
					'args.amount > 5',
					'args.absent == 1',
					'risk == "low"',
					'confidence > 0.5'
				),
				mode: fc.constantFrom(...modes),
				gate: gates,
				seconds: fc.integer({ min: 1, max: 100 })
			}),
			{ maxLength: 6 }
		);
		const spec = (all: { when: string; mode: Mode; gate: Gate; seconds: number }[]) =>
			all.map(({ when, mode, gate, seconds }, i) => ({
				name: `r${i}`,
				when,
				mode,
				...(mode === 'on_the_loop' ? { veto_seconds: seconds } : {}),
				...(mode === 'in_the_loop' ? { gate } : {})
			}));
		fc.assert(
			fc.property(rules, fc.constantFrom(...risks), fc.nat(100), (all, risk, hundredths) => {
				const facts = { args: { amount: hundredths }, risk, confidence: hundredths / 100 };
				const whole = ask(policyOf(spec(all)), facts);
				const less = ask(policyOf(spec(all.slice(1))), facts);
				// Where nothing matched before, the default asked for a person: any rule may then speak for itself.
				if (less.rule === 'default') return;
				expect(modes.indexOf(whole.mode)).toBeGreaterThanOrEqual(modes.indexOf(less.mode));
				if (less.mode === 'in_the_loop' && whole.mode === 'in_the_loop')
					expect(isAsStrict(whole.gate, less.gate)).toBe(true);
			})
		);
	});
});
