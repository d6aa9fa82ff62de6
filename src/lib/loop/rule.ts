/**
 * Loop rules: what of a runtime project's decisions goes on to people who label or rank. A rule names the moment, a
 * condition in CEL, the project it opens an item in, and, for labelling, which argument fills which field.
 */
import { z } from 'zod';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Mistake } from '#lib/schema/refusal.ts';
import { Slug } from '#lib/schema/values.ts';
import { moments, type Moment } from './moments.ts';
import { compile, variables, weightOf, type Facts, type Verdict } from '#lib/runtime/cel.ts';

const Path = z
	.string()
	.regex(
		/^(?:action\.name|agent|prompt|(?:args|context)(?:\.[^.]+)+)$/,
		'Name action.name, agent, prompt, args.<name> or context.<n>.text.'
	);

export const LoopRule = z.strictObject({
	name: z.string().trim().min(1).max(100),
	on: z.array(z.enum(moments)).min(1),
	/** over action, args, confidence, risk, agent, context */
	when: z.string().min(1).default('true'),
	to: Slug,
	priority: z.int().min(0).max(9).default(9),
	/** opens nothing for now, and not afterwards either */
	paused: z.boolean().default(false),
	/** labelling: the fields of an item, each from a part of the decision; ranking makes its own */
	payload: z.record(z.string().min(1).max(100), Path).optional()
});
export type LoopRule = z.infer<typeof LoopRule>;
export const LoopRules = z.strictObject({ rules: z.array(LoopRule).max(50) });
export type LoopRules = z.infer<typeof LoopRules>;
/** What a reader got may come back as it is: `version` says on what it rests. */
export const LoopInput = LoopRules.extend({
	version: z.string().nullish(),
	by: z.string().nullish(),
	at: z.string().nullish()
});
export type LoopInput = z.infer<typeof LoopInput>;

/** What the conditions get wrong, with their places. */
export function loopMistakes({ rules }: LoopRules): Mistake[] {
	return rules.flatMap(({ name, when }, i) => {
		const path = `/rules/${i}`;
		const twice = rules.findIndex((other) => other.name === name) < i;
		const rule = compile(when);
		const said = typeof rule === 'string' ? [{ path: `${path}/when`, message: rule }] : [];
		const unknown =
			typeof rule === 'string'
				? []
				: [...rule.names.variables]
						.filter((variable) => !variables.some((known) => known === variable))
						.map((variable) => ({ path: `${path}/when`, message: `Rules know no “${variable}”.` }));
		return [
			...said,
			...unknown,
			...(twice ? [{ path: `${path}/name`, message: `Another rule is called “${name}” too.` }] : [])
		];
	});
}

/** Events of a decision and the moments they are. */
const momentOf: Record<string, Moment> = {
	'decision.submitted': 'submitted',
	'decision.approved': 'approved',
	'decision.approved_with_edit': 'edited',
	'decision.rejected': 'rejected',
	'decision.vetoed': 'rejected',
	'decision.expired': 'expired'
};
export const momentIn = (type: string): Moment | null => momentOf[type] ?? null;

export const listens = ({ on, paused }: LoopRule, moment: Moment): boolean => !paused && on.includes(moment);

/** A rule that cannot be judged opens nothing, and that is told: labelling is an offer, not a gate. */
export function judge(rule: LoopRule, facts: Facts): Verdict {
	const compiled = compile(rule.when);
	return typeof compiled === 'string'
		? 'error'
		: compiled.run(facts, weightOf(facts.args) + weightOf(facts.context));
}

export type Source = {
	id: string;
	action: { name: string; args: JsonObject };
	/** after an edit: what the agent had proposed */
	proposed: { name: string; args: JsonObject } | null;
	agent: string;
	prompt: Json | undefined;
	context: Json[];
};

const at = (value: Json | undefined, path: string[]): Json | undefined =>
	path.reduce<Json | undefined>((inner, name) => {
		if (Array.isArray(inner)) return inner[Number(name)];
		return isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined;
	}, value);

function partOf(source: Source, path: string): Json | undefined {
	const [first = '', ...rest] = path.split('.');
	if (first === 'action') return source.action.name;
	if (first === 'agent') return source.agent;
	if (first === 'prompt') return source.prompt;
	return at(first === 'args' ? source.action.args : source.context, rest);
}

const asText = (value: Json | undefined): string =>
	typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

/** What the agent wrote: the text of the output field, or its arguments. */
const written = (args: JsonObject, outputField: string | null): string => {
	const text = outputField === null ? undefined : at(args, outputField.split('.'));
	return typeof text === 'string' ? text : JSON.stringify(args, null, 2);
};

/** An item for people who label; the key is the decision's, so that it is opened once. */
export const itemToLabel = (rule: LoopRule, source: Source): JsonObject => ({
	key: `decision:${source.id}`,
	priority: rule.priority,
	payload: Object.fromEntries(
		Object.entries(rule.payload ?? { text: 'prompt' }).map(([field, path]) => {
			const part = partOf(source, path);
			return [field, path === 'prompt' && Array.isArray(part) ? part : asText(part)];
		})
	),
	metadata: { decision: source.id, rule: rule.name, agent: source.agent }
});

/** A pair for people who rank: what the agent proposed beside what a person made of it. Null without an edit. */
export const itemToRank = (rule: LoopRule, source: Source, outputField: string | null): JsonObject | null =>
	source.proposed === null
		? null
		: {
				key: `decision:${source.id}`,
				priority: rule.priority,
				payload: {
					prompt: Array.isArray(source.prompt) ? source.prompt : source.action.name,
					responses: [
						{ id: 'proposed', text: written(source.proposed.args, outputField), model: source.agent },
						{ id: 'edited', text: written(source.action.args, outputField) }
					]
				},
				metadata: { decision: source.id, rule: rule.name, agent: source.agent }
			};
