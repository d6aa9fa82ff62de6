/**
 * Rules in CEL (the Common Expression Language), with its known traps closed: names are checked when a policy is
 * saved, numbers mix, an error is told apart from `false`, and no rule runs longer than some milliseconds.
 */
import { celEnv, isCelError, parse, plan, type CelInput } from '@bufbuild/cel';
import { costOf, namesIn, type Expr, type Names } from './expression.ts';
import { arithmetic } from './numbers.ts';

export const RULE_BYTES = 4096;
/** Macros (`exists`, `all`, `map`, `filter`) inside each other. */
const MOST_NESTED = 2;
/** Steps that one evaluation may take: 200,000 are about 20 ms. */
const BUDGET = 200_000;
/** A rule that cannot look at even so many values is refused when it is saved. */
const LEAST_WEIGHT = 50;
export const MOST_WEIGHT = 8_000;

/** What a rule sees. `agent` is the name of the key. */
export type Facts = {
	action: { name: string; args: unknown };
	args: unknown;
	confidence: number;
	risk: string;
	agent: string;
	context: unknown;
};
export const variables = ['action', 'args', 'confidence', 'risk', 'agent', 'context'] as const;

/** Functions and operators that a rule may use; dates, types and bytes are left out for want of a use. */
const operators = [
	...['_&&_', '_||_', '!_', '_?_:_', '@not_strictly_false', '_[_]', '@in', '-_'],
	...['_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_', '_+_', '_-_', '_*_', '_/_', '_%_']
];
export const functions = [
	...['size', 'matches', 'contains', 'startsWith', 'endsWith', 'int', 'double', 'string', 'has'],
	...['exists', 'all', 'exists_one', 'map', 'filter']
];

export type Verdict = 'yes' | 'no' | 'error';
export type Rule = {
	names: Names;
	/** @param weight how much there is to look at, see weightOf; what costs too much is an error, not an answer */
	run(facts: Facts, weight: number): Verdict;
};

const env = celEnv({ funcs: arithmetic });

const position = (error: unknown): string => {
	const start = (error as { location?: { start?: { line: number; column: number } } }).location?.start;
	return start ? ` at line ${start.line}, column ${start.column}` : '';
};

/** @returns the tree, or a sentence on what is wrong with the text */
function parsed(text: string): Expr | string {
	if (new TextEncoder().encode(text).length > RULE_BYTES) return `A rule has at most ${RULE_BYTES} bytes.`;
	try {
		return parse(text).expr ?? 'The rule is empty.';
	} catch (error) {
		if (error instanceof RangeError) return 'The rule is nested too deeply.';
		const said = (error as { rawMessage?: string }).rawMessage ?? 'not an expression';
		return `This cannot be read${position(error)}: ${said}.`;
	}
}

/** The largest weight at which an expression stays within the budget. */
function reach(expr: Expr): number {
	let least = 0;
	let most = MOST_WEIGHT;
	while (least < most) {
		const middle = Math.ceil((least + most) / 2);
		if (costOf(expr, middle) <= BUDGET) least = middle;
		else most = middle - 1;
	}
	return least;
}

/** @returns the rule, or a sentence on what is wrong with it */
export function compile(text: string): Rule | string {
	const expr = parsed(text);
	if (typeof expr === 'string') return expr;
	const names = namesIn(expr);
	if (names.messages) return 'Rules know no messages; compare fields.';
	if (names.depth > MOST_NESTED)
		return `At most ${MOST_NESTED} of exists, all, map and filter inside each other.`;
	for (const name of names.functions)
		if (!operators.includes(name) && !functions.includes(name))
			return `There is no function “${name}” in rules.`;
	const farthest = reach(expr);
	if (farthest < LEAST_WEIGHT) return 'This rule would take too long on ordinary arguments. Split it.';
	const evaluate = plan(env, expr);
	return {
		names,
		run(facts, weight) {
			if (weight > farthest) return 'error';
			try {
				const result = evaluate(facts as unknown as Record<string, CelInput>);
				if (isCelError(result)) return 'error';
				return result === true ? 'yes' : result === false ? 'no' : 'error';
			} catch {
				return 'error';
			}
		}
	};
}

/** A text of so many characters weighs as much as one value. */
const CHARACTERS = 32;

/** How much a rule has to look at: every value and name counts, long texts for more. */
export function weightOf(value: unknown): number {
	if (typeof value === 'string') return 1 + value.length / CHARACTERS;
	if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + weightOf(one), 1);
	if (typeof value === 'object' && value !== null)
		return Object.entries(value).reduce((sum, [name, one]) => sum + weightOf(name) + weightOf(one), 1);
	return 1;
}
