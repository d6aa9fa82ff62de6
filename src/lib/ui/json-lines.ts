/**
 * JSON laid out on lines without being read: every string and number stays as it was written, since a number that is
 * parsed and printed may be another one, and an escaped character is better seen escaped.
 */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

const isJson = (text: string): boolean => {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
};

/** What is shorter stands on one line. */
const SHORT = 72;
const onOneLine = (tokens: string[]): string =>
	tokens.map((part) => (part === ',' ? ', ' : part === ':' ? ': ' : part)).join('');

/** @returns the text as it is when it is no JSON */
export function jsonLines(text: string, short = SHORT): string {
	if (!isJson(text)) return text;
	const tokens = text.match(token) ?? [];
	const one = onOneLine(tokens);
	if (one.length <= short) return one;
	let depth = 0;
	let laid = '';
	const line = () => `\n${'  '.repeat(depth)}`;
	tokens.forEach((part, i) => {
		const next = tokens[i + 1] ?? '';
		if (part === '{' || part === '[') {
			laid += part;
			if (next === '}' || next === ']') return;
			depth++;
			laid += line();
		} else if (part === '}' || part === ']') {
			if (!/[{[]$/.test(tokens[i - 1] ?? '')) {
				depth--;
				laid += line();
			}
			laid += part;
		} else if (part === ',') laid += part + line();
		else laid += part === ':' ? ': ' : part;
	});
	return laid;
}
