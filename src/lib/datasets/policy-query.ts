/**
 * Policies as an address or a command writes them, by the names that they have in a recipe, and where each of them
 * means something: what would change nothing is refused, so that nobody believes it did.
 */
import { z } from 'zod';
import type { ProjectSettings, Stage } from '#lib/schema/values.ts';
import { isObject, parseJson } from '#lib/schema/json.ts';
import type { ExampleKind } from './example.ts';
import { Policies, ruleOf, usual, type Rule } from './policy.ts';

/** Names between commas. */
const names = z.string().transform((text) =>
	text
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean)
);
const { shape } = Policies;
const number = z.coerce.number();
const list = z.union([names, z.array(z.string())]);

/** Values by name; of an address as a JSON document. */
const document = z.unknown().transform((given, context) => {
	if (typeof given !== 'string') return given;
	try {
		return parseJson(given);
	} catch {
		context.addIssue({ code: 'custom', message: 'Write a JSON document such as {"language":["en"]}.' });
		return z.NEVER;
	}
});

export const policyQuery = {
	disagreement: shape.disagreement.unwrap().optional(),
	ties: shape.ties.unwrap().optional(),
	all_bad: shape.all_bad.unwrap().optional(),
	pairs: shape.pairs.unwrap().optional(),
	min_judgments: number.pipe(shape.min_judgments.unwrap()).optional(),
	min_agreement: number.pipe(shape.min_agreement.unwrap()).optional(),
	min_strength: number.pipe(shape.min_strength.unwrap()).optional(),
	only: list.pipe(shape.only.unwrap()).optional(),
	except: list.pipe(shape.except.unwrap()).optional(),
	since: shape.since,
	until: shape.until,
	answered: list.pipe(shape.answered.unwrap()).optional(),
	metadata: document.pipe(shape.metadata.unwrap()).optional()
};
export type PolicyName = keyof typeof policyQuery;
export const policyNames = Object.keys(policyQuery) as PolicyName[];
type Asked = { [Name in PolicyName]?: Policies[Name] | undefined };

/** What differs from the usual, in the order in which policies are told. */
export const chosenOf = (asked: Asked): Partial<Policies> =>
	Object.fromEntries(
		policyNames
			.filter((name) => asked[name] !== undefined && asked[name] !== usual[name])
			.map((name) => [name, asked[name]])
	);

/** @param own the rule for disagreement where none is asked for */
export const policiesOf = (asked: Asked, own: Rule = usual.disagreement): Policies => ({
	...usual,
	...chosenOf(asked),
	disagreement: asked.disagreement ?? own
});

/** The same as an address has it: a rule that is named is no other, whatever its project says. */
export const policyParts = ({ disagreement, ...asked }: Asked): [string, string][] =>
	Object.entries({ ...(disagreement && { disagreement }), ...chosenOf(asked) }).map(([name, value]) => [
		name,
		isObject(value) ? JSON.stringify(value) : String(value)
	]);

const people: PolicyName[] = ['only', 'except', 'since', 'until', 'answered', 'metadata'];
const agreeing: PolicyName[] = ['disagreement', 'min_judgments', 'min_agreement'];
const ofVotes: PolicyName[] = [...agreeing, 'ties', 'all_bad'];

const ofAlignment: Partial<Record<ExampleKind, PolicyName[]>> = {
	pair: [...ofVotes, 'pairs', 'min_strength', ...people],
	ranked: [...ofVotes, ...people],
	rated: [...agreeing, ...people],
	prompt: people
};

/** The policies that may change a file. @param per whether each judgment is a row by itself */
export function policiesFor(
	from: ExampleKind,
	stage: Stage,
	per: 'item' | 'judgment' = 'item'
): PolicyName[] {
	if (from === 'judged') return [];
	if (stage === 'runtime') return people;
	const all = stage === 'alignment' ? (ofAlignment[from] ?? people) : [...agreeing, ...people];
	return per === 'item' ? all : all.filter((name) => !agreeing.includes(name));
}

/** What is made of a project's judgments, and how. */
export type Made = {
	from: ExampleKind;
	stage: Stage;
	per: 'item' | 'judgment';
	consensus: ProjectSettings['consensus'] | undefined;
};

/** Whether a row is what several come to, so that a rule for disagreement means something. */
export const asksSeveral = (from: ExampleKind, stage: Stage, per: 'item' | 'judgment'): boolean =>
	policiesFor(from, stage, per).includes('disagreement');

/** The rule of a project where none is asked for. */
export const ownRule = ({ from, stage, per, consensus }: Made): Rule =>
	asksSeveral(from, stage, per) ? ruleOf(consensus) : usual.disagreement;

/** @returns the policies that a file of a project is made by */
export const policiesIn = (asked: Asked, made: Made): Policies => policiesOf(asked, ownRule(made));

const why = (name: PolicyName, from: ExampleKind, stage: Stage): string => {
	if (from === 'judged') return 'every judgment is written as it was given';
	if (stage === 'runtime') return 'one person’s verdict concludes a decision';
	if (from === 'prompt') return 'a prompt is written whatever was said of it';
	if (stage === 'annotation' || from === 'rated')
		return 'it is about rankings, and this is made of other answers';
	return name === 'pairs' ? 'it keeps the whole order' : 'only pairs have a strength';
};

/** The first policy that would change nothing, and why, as a sentence; null where all of them mean something. */
export function unfittingPolicy(
	asked: Asked,
	format: string,
	from: ExampleKind,
	stage: Stage
): string | null {
	const fitting = policiesFor(from, stage);
	const name = (Object.keys(chosenOf(asked)) as PolicyName[]).find((own) => !fitting.includes(own));
	return name === undefined ? null : `${name} means nothing for ${format} here: ${why(name, from, stage)}.`;
}

/** Policies that ask how many say the same, where every judgment is a row of its own; null where there is none. */
export function aloneFault(per: 'item' | 'judgment', asked: Asked): string | null {
	const name = (Object.keys(chosenOf(asked)) as PolicyName[]).find((own) => agreeing.includes(own));
	return per === 'item' || name === undefined
		? null
		: `${name} asks what several people say, and with per=judgment each judgment is a row by itself.`;
}
