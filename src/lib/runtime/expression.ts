/** What a parsed CEL expression names, nests and costs. Walks the syntax tree; evaluates nothing. */
import type { parse } from '@bufbuild/cel';

export type Expr = NonNullable<ReturnType<typeof parse>['expr']>;

export type Names = {
	/** free variables */
	variables: Set<string>;
	functions: Set<string>;
	/** each chain of fields as written, such as `args.customer.id`; `args[…]` ends as `args.*` */
	paths: Set<string>;
	/** texts that are compared with a path: `risk == "high"` gives risk → high */
	compared: { path: string; operator: string; text: string }[];
	messages: boolean;
	/** macros inside macros */
	depth: number;
};

const children = (expr: Expr): Expr[] => {
	const kind = expr.exprKind;
	switch (kind.case) {
		case 'selectExpr':
			return kind.value.operand ? [kind.value.operand] : [];
		case 'callExpr':
			return kind.value.target ? [kind.value.target, ...kind.value.args] : kind.value.args;
		case 'listExpr':
			return kind.value.elements;
		case 'structExpr':
			return kind.value.entries.flatMap((entry) => {
				const key = entry.keyKind.case === 'mapKey' ? [entry.keyKind.value] : [];
				return entry.value ? [...key, entry.value] : key;
			});
		default:
			return [];
	}
};

const textOf = (expr: Expr | undefined): string | null => {
	const kind = expr?.exprKind;
	if (kind?.case !== 'constExpr' || kind.value.constantKind.case !== 'stringValue') return null;
	return kind.value.constantKind.value;
};

/** `args.a.b` as a path, or null for anything but a chain of fields from a variable. */
export function pathOf(expr: Expr | undefined): string | null {
	const kind = expr?.exprKind;
	if (kind?.case === 'identExpr') return kind.value.name.replace(/^\./, '');
	if (kind?.case === 'selectExpr') {
		const below = pathOf(kind.value.operand);
		return below === null ? null : `${below}.${kind.value.field}`;
	}
	if (kind?.case === 'callExpr' && kind.value.function === '_[_]') {
		const [of, index] = kind.value.args;
		const below = pathOf(of);
		return below === null ? null : `${below}.${textOf(index) ?? '*'}`;
	}
	return null;
}

const comparisons = ['_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_'];

export function namesIn(root: Expr): Names {
	const names: Names = {
		variables: new Set(),
		functions: new Set(),
		paths: new Set(),
		compared: [],
		messages: false,
		depth: 0
	};
	const visit = (expr: Expr | undefined, bound: Set<string>, depth: number): void => {
		if (!expr) return;
		const kind = expr.exprKind;
		const path = pathOf(expr);
		if (path !== null && !bound.has(path.split('.')[0] ?? '')) names.paths.add(path);
		if (kind.case === 'comprehensionExpr') {
			const { iterRange, accuInit, loopCondition, loopStep, result, iterVar, iterVar2, accuVar } = kind.value;
			names.depth = Math.max(names.depth, depth + 1);
			visit(iterRange, bound, depth);
			visit(accuInit, bound, depth);
			const inner = new Set([...bound, iterVar, iterVar2, accuVar]);
			for (const part of [loopCondition, loopStep, result]) visit(part, inner, depth + 1);
			return;
		}
		if (kind.case === 'identExpr' && path !== null && !bound.has(path)) names.variables.add(path);
		if (kind.case === 'structExpr' && kind.value.messageName !== '') names.messages = true;
		if (kind.case === 'callExpr') {
			names.functions.add(kind.value.function);
			if (comparisons.includes(kind.value.function)) {
				const [left, right] = kind.value.args;
				for (const [one, other] of [
					[left, right],
					[right, left]
				]) {
					const text = textOf(other);
					const subject = pathOf(one);
					if (text !== null && subject !== null)
						names.compared.push({ path: subject, operator: kind.value.function, text });
				}
			}
			if (kind.value.function === '@in') {
				const [one, list] = kind.value.args;
				const subject = pathOf(one);
				if (subject !== null && list)
					for (const element of children(list)) {
						const text = textOf(element);
						if (text !== null) names.compared.push({ path: subject, operator: '@in', text });
					}
			}
		}
		// A chain is one path, not also each of its beginnings.
		const below = path !== null && kind.case !== 'identExpr' ? variableOf(expr) : null;
		if (below) visit(below, bound, depth);
		else for (const child of children(expr)) visit(child, bound, depth);
		if (below) {
			names.paths.delete(pathOf(below) ?? '');
			for (const index of indexesOf(expr)) visit(index, bound, depth);
		}
	};
	visit(root, new Set(), 0);
	return names;
}

/** The variable at the bottom of a chain. */
function variableOf(expr: Expr): Expr | null {
	const kind = expr.exprKind;
	if (kind.case === 'identExpr') return expr;
	const below = kind.case === 'selectExpr' ? kind.value.operand : children(expr)[0];
	return below ? variableOf(below) : null;
}

/** The computed indexes inside a chain, which name things of their own. */
function indexesOf(expr: Expr): Expr[] {
	const kind = expr.exprKind;
	if (kind.case === 'selectExpr') return kind.value.operand ? indexesOf(kind.value.operand) : [];
	if (kind.case !== 'callExpr') return [];
	const [of, index] = kind.value.args;
	return [...(of ? indexesOf(of) : []), ...(index && textOf(index) === null ? [index] : [])];
}

/** Functions whose work grows with what they are given. */
const linear = new Set([
	'matches',
	'contains',
	'startsWith',
	'endsWith',
	'size',
	'@in',
	'_==_',
	'_!=_',
	'_+_'
]);
const PER_STEP = 8;

type Estimate = { cost: number; size: number };

/** An upper bound of the steps of one evaluation over `weight` values, and of the size of what comes out. */
function estimate(expr: Expr | undefined, weight: number): Estimate {
	if (!expr) return { cost: 0, size: 0 };
	const kind = expr.exprKind;
	if (kind.case === 'constExpr') return { cost: 1, size: 1 };
	if (kind.case === 'comprehensionExpr') {
		const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
		const range = estimate(iterRange, weight);
		const rounds = [accuInit, loopCondition, loopStep, result].reduce(
			(sum, part) => sum + estimate(part, weight).cost,
			1
		);
		return { cost: range.cost + Math.max(1, range.size) * rounds, size: range.size };
	}
	const parts = children(expr).map((child) => estimate(child, weight));
	const cost = parts.reduce((sum, part) => sum + part.cost, 1);
	const size = parts.reduce((sum, part) => sum + part.size, 0);
	if (kind.case === 'listExpr' || kind.case === 'structExpr') return { cost, size: Math.max(1, size) };
	if (kind.case === 'callExpr') {
		const work = linear.has(kind.value.function) ? size / PER_STEP : 0;
		const grows = kind.value.function === '_+_' || kind.value.function === '_?_:_';
		return { cost: cost + work, size: grows ? size : weight };
	}
	return { cost, size: weight };
}

export const costOf = (expr: Expr, weight: number): number => estimate(expr, weight).cost;
