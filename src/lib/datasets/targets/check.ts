/**
 * The check of a whole file, as its reader would go through it: how it is written, that every row has the same columns
 * and types with no null in them, and what the target's own loader would not take.
 */
import { isObject, type Json } from '#lib/schema/json.ts';
import { realsOf } from './columns.ts';
import type { Target } from './target.ts';

type Read = { rows: unknown[]; faults: string[] };

function parsed(text: string, where: string): Read {
	try {
		return { rows: [JSON.parse(text)], faults: [] };
	} catch {
		return { rows: [], faults: [`${where}: this is not one JSON value`] };
	}
}

const joined = (parts: Read[]): Read => ({
	rows: parts.flatMap(({ rows }) => rows),
	faults: parts.flatMap(({ faults }) => faults)
});

function conll(text: string): Read {
	const blocks = text.split('\n\n').filter((block) => block !== '');
	return joined(
		blocks.map((block, i): Read => {
			const lines = block.split('\n').map((line) => line.split('\t'));
			if (lines.some((cells) => cells.length !== 2))
				return { rows: [], faults: [`text ${i + 1}: a line is no token and tag with a tab between`] };
			return { rows: [{ tokens: lines.map(([a]) => a), tags: lines.map(([, b]) => b) }], faults: [] };
		})
	);
}

function rowsOf({ written }: Target, text: string): Read {
	if (written === 'conll') return conll(text);
	if (written === 'list') {
		const { rows, faults } = parsed(text, 'file');
		const [list] = rows;
		return Array.isArray(list) ? { rows: list, faults } : { rows: [], faults: [...faults, 'file: no list'] };
	}
	return joined(
		text
			.split('\n')
			.slice(0, -1)
			.map((line, i) => parsed(line, `line ${i + 1}`))
	);
}

/** Keys and types as text; what an empty list holds is not known yet. */
function shapeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) {
		const [shape = '', ...others] = [...new Set((value as Json[]).map(shapeOf))].filter((s) => s !== '[]');
		return others.length > 0 ? `[${[shape, ...others].join(' or ')}]` : `[${shape}]`;
	}
	if (isObject(value))
		return `{${Object.entries(value)
			.map(([name, inner]) => `${name}: ${shapeOf(inner)}`)
			.join(', ')}}`;
	return typeof value;
}

export const hasNull = (value: unknown): boolean =>
	value === null ||
	(Array.isArray(value) && value.some(hasNull)) ||
	(isObject(value) && Object.values(value).some(hasNull));

/** Columns alone, for loaders that make no table of what is inside. */
const outerShape = (value: unknown): string => (isObject(value) ? Object.keys(value).join() : shapeOf(value));

function shapeFaults({ loose }: Target, rows: unknown[]): string[] {
	const shape = loose ? outerShape : shapeOf;
	const known = new Map<string, number>();
	rows.forEach((row, i) => {
		const own = shape(row);
		if (!known.has(own)) known.set(own, i + 1);
	});
	// An empty list fits every other one.
	const shapes = [...known].filter(
		([own]) => ![...known.keys()].some((other) => other !== own && fits(own, other))
	);
	return shapes.slice(1).map(([own, at]) => `row ${at} has other columns or types than the first: ${own}`);
}

const fits = (shape: string, other: string): boolean => {
	if (!shape.includes('[]')) return false;
	const escaped = shape.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\[\\]', '\\[.*\\]');
	return new RegExp(`^${escaped}$`).test(other);
};

function realFaults({ columns, written = 'lines' }: Target, text: string): string[] {
	if (written !== 'lines') return [];
	const reals = realsOf(columns);
	return text
		.split('\n')
		.slice(0, -1)
		.flatMap((line, i) =>
			reals
				.filter((name) => !new RegExp(`"${name}":-?\\d+\\.\\d`).test(line))
				.map((name) => `line ${i + 1}: ${name} is not written with a decimal point`)
		);
}

/** @returns what is wrong, each with its place; nothing for a file that its loader takes */
export function checkFile(target: Target, text: string): string[] {
	const faults: string[] = [];
	if (text !== '' && !text.endsWith('\n')) faults.push('the last line does not end');
	if (text.includes('\r')) faults.push('lines end with more than a line feed');
	if (/[\u2028\u2029]/.test(text)) faults.push('U+2028 or U+2029 is not escaped');
	if (!text.isWellFormed()) faults.push('this cannot be written as UTF-8');
	const read = rowsOf(target, text);
	const ofRows = read.rows.flatMap((row, i) => {
		if (hasNull(row)) return [`row ${i + 1}: a null`];
		const fault = target.check(row);
		return fault === null ? [] : [`row ${i + 1}: ${fault}`];
	});
	return [
		...faults,
		...read.faults,
		...ofRows,
		...shapeFaults(target, read.rows),
		...realFaults(target, text)
	];
}
