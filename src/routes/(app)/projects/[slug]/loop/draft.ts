/** A loop rule while it is written: what the form shows of it, and rules to begin with. */
import type { Moment } from '#lib/loop/moments.ts';
import type { LoopRule } from '#lib/loop/rule.ts';

/** A project that items can be opened in. */
export type Target = { slug: string; name: string; stage: 'annotation' | 'alignment'; fields: string[] };

export const momentsSaid: Record<Moment, string> = {
	submitted: 'proposed',
	approved: 'approved',
	edited: 'edited by a person',
	rejected: 'rejected',
	expired: 'timed out'
};

/** The common condition, as the form asks for it. */
const UNDER = /^confidence < (\d(?:\.\d+)?)$/;
export type Condition = 'always' | 'under' | 'other';

export const conditionOf = (when: string): Condition =>
	when === 'true' ? 'always' : UNDER.test(when) ? 'under' : 'other';
export const thresholdOf = (when: string): string => UNDER.exec(when)?.[1] ?? '0.5';
export const under = (threshold: string): string => `confidence < ${threshold === '' ? '0' : threshold}`;

/** Arguments that usually hold what one would label. */
const texts = ['body', 'text', 'content', 'message', 'answer', 'sql', 'query'];

/** What fills each field of a project at first: the argument of the same name, then the text, then the first. */
export function payloadFor(
	fields: string[],
	args: string[],
	outputField: string | null
): LoopRule['payload'] {
	const first = outputField ?? texts.find((name) => args.includes(name)) ?? args[0];
	const fallback = first === undefined ? 'action.name' : `args.${first}`;
	return Object.fromEntries(
		fields.map((field) => [field, args.includes(field) ? `args.${field}` : fallback])
	);
}

export function freeName(rules: Pick<LoopRule, 'name'>[], wanted: string): string {
	const taken = new Set(rules.map(({ name }) => name));
	let name = wanted;
	for (let i = 2; taken.has(name); i++) name = `${wanted} ${i}`;
	return name;
}

/** The rule turned to another project: what labelling and ranking ask for differs. */
export function turned(rule: LoopRule, to: Target, args: string[], outputField: string | null): LoopRule {
	const { payload: _old, ...rest } = rule;
	return to.stage === 'alignment'
		? { ...rest, to: to.slug, on: rest.on.includes('edited') ? rest.on : ['edited'] }
		: { ...rest, to: to.slug, payload: payloadFor(to.fields, args, outputField) };
}

export type Beginning = { title: string; stage: Target['stage']; rule: Omit<LoopRule, 'to' | 'payload'> };

/** The common cases. */
export const beginnings: Beginning[] = [
	{
		title: 'Low confidence goes to labelling',
		stage: 'annotation',
		rule: { name: 'low confidence', on: ['submitted'], when: 'confidence < 0.5', priority: 9, paused: false }
	},
	{
		title: 'Rejections go to labelling',
		stage: 'annotation',
		rule: { name: 'rejected', on: ['rejected'], when: 'true', priority: 7, paused: false }
	},
	{
		title: 'Edits go to ranking',
		stage: 'alignment',
		rule: { name: 'edited', on: ['edited'], when: 'true', priority: 5, paused: false }
	}
];

/** A rule to begin with, for a project of its kind. */
export const begin = (
	{ rule }: Beginning,
	to: Target,
	rules: LoopRule[],
	args: string[],
	outputField: string | null
): LoopRule => turned({ ...rule, to: to.slug, name: freeName(rules, rule.name) }, to, args, outputField);

/** When and where, in words. */
export function ruleSaid({ on, when, to, priority, payload }: LoopRule, targets: Target[]): string {
	const target = targets.find(({ slug }) => slug === to);
	const condition = conditionOf(when);
	const asks =
		condition === 'always'
			? ''
			: condition === 'under'
				? ` with confidence under ${thresholdOf(when)}`
				: ` where ${when}`;
	// Whoever leads no such project sees its address alone; only labelling names fields.
	const does = payload === undefined ? 'a pair to rank' : 'an item to label';
	return `A decision ${on.map((moment) => momentsSaid[moment]).join(' or ')}${asks} opens ${does} in ${target?.name ?? to}, priority ${priority}.`;
}
