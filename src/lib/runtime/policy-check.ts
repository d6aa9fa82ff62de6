/**
 * Saves a policy from its author: every mistake is named with its place, and what can never be safe is refused with
 * the reason. Nothing is quietly lowered: a demand that cannot be met yet is an error.
 */
import { hint } from '#lib/form/near.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Mistake } from '#lib/schema/refusal.ts';
import { schemaMistakes } from './args-schema.ts';
import { compile, variables, type Rule } from './cel.ts';
import { fieldOf } from './action.ts';
import type { Gate } from './gate.ts';
import { risks } from './modes.ts';
import { Policy, type PolicyRule } from './policy.ts';

const reserved = ['default', 'confidence_min', 'repeat', 'halt'];
const POLICY_BYTES = 256 * 1024;

export type Checked = { policy: Policy; mistakes: Mistake[] };

const pointer = (parts: PropertyKey[]) =>
	parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** @returns the policy with its defaults, or every mistake in it */
export function checkPolicy(value: Json): { policy: Policy } | { mistakes: Mistake[] } {
	if (JSON.stringify(value).length > POLICY_BYTES)
		return { mistakes: [{ path: '', message: 'A policy has at most 256 kB.' }] };
	const parsed = Policy.safeParse(value);
	if (!parsed.success)
		return {
			mistakes: parsed.error.issues.slice(0, 100).flatMap((issue): Mistake[] => {
				const path = pointer(issue.path);
				if (issue.code === 'unrecognized_keys')
					return issue.keys.map((key) => ({ path: `${path}/${key}`, message: `“${key}” is unknown here.` }));
				if (issue.code === 'invalid_value' && issue.values.length > 1)
					return [{ path, message: `Use one of: ${issue.values.map(String).join(', ')}.` }];
				return [{ path, message: issue.message }];
			})
		};
	const policy = parsed.data;
	const mistakes = [
		...policy.rules.flatMap((rule, i) => ruleMistakes(rule, `/rules/${i}`)),
		...policy.rules.flatMap(({ name }, i) => {
			const path = `/rules/${i}/name`;
			if (reserved.includes(name)) return [{ path, message: `“${name}” is a name of Assent's own.` }];
			const earlier = policy.rules.findIndex((other) => other.name === name);
			return earlier < i ? [{ path, message: `Rule ${earlier + 1} is called “${name}” too.` }] : [];
		}),
		...actionMistakes(policy)
	];
	return mistakes.length > 0 ? { mistakes } : { policy };
}

function ruleMistakes(rule: PolicyRule, at: string): Mistake[] {
	const only = (field: 'veto_seconds' | 'sample' | 'gate', fits: boolean, where: string): Mistake[] =>
		rule[field] === undefined || fits
			? []
			: [{ path: `${at}/${field}`, message: `Only a rule ${where} has this.` }];
	return [
		...whenMistakes(rule.when, `${at}/when`),
		...only('veto_seconds', rule.mode === 'on_the_loop', 'with mode on_the_loop'),
		...only('sample', rule.mode === 'out_of_the_loop', 'with mode out_of_the_loop'),
		...only(
			'gate',
			rule.mode === 'in_the_loop' || rule.mode === 'on_the_loop',
			'that asks people (in_the_loop, or on_the_loop when nobody watches)'
		),
		...(rule.mode === 'on_the_loop' && rule.veto_seconds === undefined
			? [{ path: `${at}/veto_seconds`, message: 'Say for how many seconds it can be vetoed.' }]
			: []),
		...(rule.gate ? gateMistakes(rule.gate, `${at}/gate`) : [])
	];
}

function gateMistakes(gate: Gate, at: string): Mistake[] {
	const mistakes: Mistake[] = [];
	if (gate.min_seconds !== undefined && gate.min_seconds >= gate.timeout_seconds)
		mistakes.push({
			path: `${at}/min_seconds`,
			message: `Nobody could ever approve it: the gate times out after ${gate.timeout_seconds} s.`
		});
	let before = { after_seconds: 0, strict: !gate.roles.includes('operator') };
	gate.escalation.forEach((level, i) => {
		const path = `${at}/escalation/${i}`;
		const strict = !level.roles.includes('operator');
		if (level.after_seconds >= gate.timeout_seconds)
			mistakes.push({
				path: `${path}/after_seconds`,
				message: `It never comes: the gate times out after ${gate.timeout_seconds} s.`
			});
		if (i > 0 && level.after_seconds <= before.after_seconds)
			mistakes.push({ path: `${path}/after_seconds`, message: 'Levels come in order of time.' });
		if (before.strict && !strict)
			mistakes.push({
				path: `${path}/roles`,
				message: 'Waiting may not make it easier: this level asks for less.'
			});
		before = { after_seconds: level.after_seconds, strict };
	});
	return mistakes;
}

const orderings = ['_<_', '_<=_', '_>_', '_>=_'];

function whenMistakes(when: string, path: string): Mistake[] {
	const rule = compile(when);
	if (typeof rule === 'string') return [{ path, message: rule }];
	const said = (message: string) => ({ path, message });
	const { names } = rule;
	const mistakes = [
		...[...names.variables]
			.filter((name) => !variables.some((known) => known === name))
			.map((name) => said(`Rules know no “${name}”.${hint(name, variables)}`)),
		...[...names.paths]
			.filter((name) => /^action\./.test(name) && !/^action\.(name|args)(\.|$)/.test(name))
			.map((name) => said(`An action has name and args, not “${name.slice(7)}”.`)),
		...[...names.paths]
			.filter((name) => /^(risk|confidence|agent)\./.test(name))
			.map((name) => said(`“${name.split('.')[0]}” has no fields.`)),
		...names.compared.flatMap(({ path: subject, operator, text }) => {
			if (subject !== 'risk') return [];
			if (orderings.includes(operator))
				return [said('Risks are words and compare by alphabet. Write risk in ["high", "critical"].')];
			return risks.some((risk) => risk === text)
				? []
				: [said(`There is no risk “${text}”.${hint(text, risks)}`)];
		})
	];
	if (mistakes.length === 0 && names.variables.size === 0) {
		const nothing = {
			action: { name: '', args: {} },
			args: {},
			confidence: 0,
			risk: '',
			agent: '',
			context: []
		};
		if (rule.run(nothing, 1) === 'error') mistakes.push(said('This is neither true nor false.'));
	}
	return mistakes;
}

function actionMistakes(policy: Policy): Mistake[] {
	const rules = policy.rules.flatMap(({ name, when }) => {
		const rule = compile(when);
		return typeof rule === 'string' ? [] : [{ name, rule }];
	});
	return Object.entries(policy.actions).flatMap(([name, action]) => {
		const at = `/actions/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
		return [
			...(action.unbound_fields ?? []).flatMap((field, i) => {
				const reader = rules.find(({ rule }) => reads(rule, fieldOf(field)));
				return reader
					? [
							{
								path: `${at}/unbound_fields/${i}`,
								message: `Rule “${reader.name}” decides by the arguments that this leaves free: an agent could be judged on one value and run another.`
							}
						]
					: [];
			}),
			...(action.args_schema && isObject(action.args_schema)
				? schemaMistakes(action.args_schema, `${at}/args_schema`)
				: [])
		];
	});
}

/** Whether a rule looks at an argument, or at all of them in a way that may include it. */
function reads({ names }: Rule, field: string): boolean {
	return [...names.paths].some((path) => {
		const inner = path.replace(/^action\.args(?=\.|$)/, 'args');
		if (inner === 'action') return true;
		if (inner !== 'args' && !inner.startsWith('args.')) return false;
		const read = inner.slice(5);
		if (read === '' || read.includes('*'))
			return read === '' || `${field}.`.startsWith(read.slice(0, read.indexOf('*')));
		return `${field}.`.startsWith(`${read}.`) || `${read}.`.startsWith(`${field}.`);
	});
}
