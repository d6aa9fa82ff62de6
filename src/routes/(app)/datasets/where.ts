/** Which items are looked at, as lines that people write: `lang = en, de`. Numbers and true or false are meant as such. */
type Value = string | number | boolean;
export type Where = Record<string, Value[]>;

const written = /\s*"(?:[^"\\]|\\.)*"\s*(?=,|$)|[^,]+/g;

function valueOf(text: string): Value {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
			? value
			: text;
	} catch {
		return text;
	}
}

const linesOf = (text: string): string[] =>
	text
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);

function partsOf(line: string): { name: string; values: Value[] } {
	const at = line.indexOf('=');
	const [name, rest] = at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
	const values = (rest.match(written) ?? []).map((value) => value.trim()).filter(Boolean);
	return { name: name.trim(), values: values.map(valueOf) };
}

/** @returns undefined where nothing is written; a name that stands twice may have the values of both */
export function whereOf(text: string): Where | undefined {
	const lines = linesOf(text).map(partsOf);
	if (lines.length === 0) return undefined;
	const found = Map.groupBy(lines, ({ name }) => name);
	return Object.fromEntries(
		[...found].map(([name, own]) => [name, [...new Set(own.flatMap(({ values }) => values))]])
	);
}

/** What is wrong with what is written; null where nothing is. */
export function whereFault(text: string): string | null {
	const wrong = linesOf(text).find((line) => {
		const { name, values } = partsOf(line);
		return name === '' || values.length === 0;
	});
	return wrong === undefined ? null : `“${wrong}” names no value: write a line such as lang = en, de.`;
}

/** Text that would be read as something else stands in quotes. */
const textOf = (value: Value): string =>
	typeof value !== 'string' || valueOf(value) !== value || value !== value.trim() || /[,"\n]|^$/.test(value)
		? JSON.stringify(value)
		: value;

export const whereText = (where: Where = {}): string =>
	Object.entries(where)
		.map(([name, values]) => `${name} = ${values.map(textOf).join(', ')}`)
		.join('\n');
