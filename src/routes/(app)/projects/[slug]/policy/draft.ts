/** A policy while it is written: what the form shows, the text beside it, and rules to begin with. */
import type { Policy, PolicyRule } from '#lib/runtime/policy.ts';

export type Draft = Pick<Policy, 'actions' | 'rules'>;

export const textOf = ({ actions, rules }: Draft): string => JSON.stringify({ actions, rules }, null, '\t');

/** @returns the policy, or a sentence on what is wrong with the text */
export function draftOf(text: string): Draft | string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return `This is not JSON: ${error instanceof Error ? error.message : ''}.`;
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'A policy is an object.';
	const { actions = {}, rules = [] } = value as Partial<Draft>;
	if (typeof actions !== 'object' || !Array.isArray(rules)) return 'A policy has actions and rules.';
	return { actions, rules };
}

/** A name that no rule has yet. */
export function freeName(rules: Pick<PolicyRule, 'name'>[], wanted: string): string {
	const taken = new Set(rules.map(({ name }) => name));
	let name = wanted;
	for (let i = 2; taken.has(name); i++) name = `${wanted}-${i}`;
	return name;
}

type Beginning = { title: string; rule: Omit<PolicyRule, 'gate'> & { gate?: Partial<PolicyRule['gate']> } };

/** The common cases. */
export const beginnings: Beginning[] = [
	{
		title: 'Ask a person',
		rule: { name: 'ask', when: 'action.name == "…"', mode: 'in_the_loop', gate: { quorum: 1 } }
	},
	{
		title: 'Two people over a limit',
		rule: {
			name: 'over-limit',
			when: 'has(args.amount) && args.amount > 500',
			mode: 'in_the_loop',
			gate: { quorum: 2 }
		}
	},
	{
		title: 'An administrator for what cannot be undone',
		rule: {
			name: 'irreversible',
			when: 'action.name in ["delete", "drop"]',
			mode: 'in_the_loop',
			gate: { roles: ['admin'], assurance: 'reauth' }
		}
	},
	{
		title: 'Runs unless vetoed',
		rule: { name: 'watched', when: 'action.name == "…"', mode: 'on_the_loop', veto_seconds: 30 }
	},
	{
		title: 'Runs alone, a share looked at',
		rule: { name: 'free', when: 'action.name == "…"', mode: 'out_of_the_loop', sample: 0.05 }
	},
	{ title: 'Never', rule: { name: 'never', when: 'action.name == "…"', mode: 'deny' } }
];
