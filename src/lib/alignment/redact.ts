/**
 * Responses without the names that they call themselves by. What is stored stays as it is: files have the text as it
 * was written, and only what a rater reads, compares and marks differences in has the mark instead.
 */
import { withoutNames } from '#lib/form/self-naming.ts';
import type { WireItem, WireResponse } from './wire.ts';

/** Every text in a value but those of the named fields, which are ours. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
	if (typeof value === 'string') return change(value) as T;
	if (Array.isArray(value)) return value.map((part: unknown) => mapTexts(part, change)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, part]: [string, unknown]) => [
			name,
			OURS.has(name) ? part : mapTexts(part, change)
		])
	) as T;
}
const OURS = new Set(['id', 'role', 'tool_call_id']);

/**
 * @param shown the caller's response ids, in the order of the item's responses
 * @param hidden by those ids
 */
export const redact = (item: WireItem, shown: string[], hidden: Record<string, string[]>): WireItem => ({
	...item,
	responses: item.responses.map((response, i): WireResponse => {
		const names = hidden[shown[i] ?? ''] ?? [];
		return names.length === 0 ? response : mapTexts(response, (text) => withoutNames(text, names));
	})
});
