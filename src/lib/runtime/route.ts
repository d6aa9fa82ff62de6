/**
 * Where a policy sends a proposed action: all rules are read, the strictest kind wins, and of several gates the
 * strictest part each, so that the order of rules never weakens. What fails, or matches nothing, waits for people.
 */
import type { Action } from './action.ts';
import { compile, weightOf, type Facts, type Rule } from './cel.ts';
import { defaultGate, mergeGates, type Gate } from './gate.ts';
import { higherRisk, modes, strictestMode, type Mode, type Risk } from './modes.ts';
import { ABSENT, actionOf, sampleOf, type Policy, type PolicyRule } from './policy.ts';

export type Proposal = {
	action: Action;
	confidence: number | null;
	risk: Risk | null;
	/** the name of the key that asks */
	agent: string;
	context: unknown;
};

export type Reason = { code: string; text: string };

export type Routing = {
	mode: Mode;
	/** the rule that decided: the first of the strictest kind, or `default`, or `confidence_min` */
	rule: string;
	reason: Reason;
	gate: Gate;
	/** on the loop only */
	vetoSeconds: number | null;
	/** out of the loop only: the share that comes back for review afterwards */
	sample: number;
	risk: Risk;
	confidence: number;
	/** the action's own threshold */
	threshold: number | null;
	/** whether confidence alone decides if it runs: no rule asks a person or denies it, and its risk is not grave */
	byConfidence: boolean;
};

export type Compiled = { policy: Policy; rules: { spec: PolicyRule; rule: Rule }[] };

/** A policy that passed checkPolicy. @throws Error for one that did not */
export function compilePolicy(policy: Policy): Compiled {
	return {
		policy,
		rules: policy.rules.map((spec) => {
			const rule = compile(spec.when);
			if (typeof rule === 'string') throw new Error(`Rule ${spec.name} does not compile: ${rule}`);
			return { spec, rule };
		})
	};
}

type Match = { name: string; mode: Mode; reason: Reason; gate?: Gate; veto?: number; sample?: number };

export function route({ policy, rules }: Compiled, proposal: Proposal): Routing {
	const own = actionOf(policy, proposal.action.name);
	const risk = higherRisk(proposal.risk ?? ABSENT.risk, own.risk_floor ?? 'low');
	const confidence = proposal.confidence ?? ABSENT.confidence;
	const { action, agent, context } = proposal;
	const facts: Facts = { action, args: action.args, confidence, risk, agent, context };
	const weight = weightOf(action.args) + weightOf(context);
	const ruled = rules.flatMap(({ spec, rule }) => matchOf(spec, rule.run(facts, weight)));
	const decided = decide([...byConfidence(own.confidence_min ?? null, confidence, risk), ...ruled]);
	const looked = decided.mode === 'out_of_the_loop' ? sampleOf(own, confidence) : 0;
	return {
		...decided,
		sample: Math.max(decided.sample, looked),
		risk,
		confidence,
		threshold: own.confidence_min ?? null,
		byConfidence: !isGrave(risk) && ruled.every(({ mode }) => mode === 'out_of_the_loop')
	};
}

const isGrave = (risk: Risk): boolean => risk === 'high' || risk === 'critical';

/** `confidence_min` is two rules: at or above it with a risk below high, alone; else a person. */
function byConfidence(least: number | null, confidence: number, risk: Risk): Match[] {
	if (least === null) return [];
	const name = 'confidence_min';
	const grave = isGrave(risk);
	if (confidence >= least && !grave)
		return [
			{
				name,
				mode: 'out_of_the_loop',
				reason: { code: 'above_threshold', text: `Confidence ${confidence} reaches ${least}.` }
			}
		];
	const reason = grave
		? { code: 'risk', text: `The risk is ${risk}: no confidence lets it run alone.` }
		: { code: 'below_threshold', text: `Confidence ${confidence} is below ${least}.` };
	return [{ name, mode: 'in_the_loop', reason, gate: defaultGate }];
}

function matchOf(spec: PolicyRule, verdict: 'yes' | 'no' | 'error'): Match[] {
	if (verdict === 'no') return [];
	const { name, mode } = spec;
	if (verdict === 'error')
		return [
			{
				name,
				mode: 'in_the_loop',
				reason: { code: 'rule_failed', text: `Rule “${name}” could not be judged on this action.` },
				// Arguments of the wrong type must not buy a weaker gate than the rule asks for.
				gate: spec.gate ? mergeGates(defaultGate, spec.gate) : defaultGate
			}
		];
	const gate = spec.gate ?? (mode === 'in_the_loop' ? defaultGate : undefined);
	return [
		{
			name,
			mode,
			reason: { code: 'rule', text: `Rule “${name}” applies.` },
			...(gate ? { gate } : {}),
			...(spec.veto_seconds === undefined ? {} : { veto: spec.veto_seconds }),
			...(spec.sample === undefined ? {} : { sample: spec.sample })
		}
	];
}

const unmatched: Match = {
	name: 'default',
	mode: 'in_the_loop',
	reason: { code: 'no_rule', text: 'No rule speaks of this action.' },
	gate: defaultGate
};

function decide(matches: Match[]): Omit<Routing, 'risk' | 'confidence' | 'threshold' | 'byConfidence'> {
	const all = matches.length > 0 ? matches : [unmatched];
	const mode = all.reduce<Mode>((strictest, match) => strictestMode(strictest, match.mode), modes[0]);
	const first = all.find((match) => match.mode === mode) ?? unmatched;
	const gates = all.flatMap(({ gate }) => (gate ? [gate] : []));
	const windows = all.flatMap(({ veto }) => veto ?? []);
	return {
		mode,
		rule: first.name,
		reason: first.reason,
		gate: gates.length > 0 ? gates.reduce(mergeGates) : defaultGate,
		vetoSeconds: mode === 'on_the_loop' ? Math.max(...windows) : null,
		sample: mode === 'out_of_the_loop' ? Math.max(0, ...all.map(({ sample }) => sample ?? 0)) : 0
	};
}
