/** Which items a tag names, by what their metadata says. Pure. */
import { z } from 'zod';
import type { Json, JsonObject } from '#lib/schema/json.ts';

/** Such as `language:de`; of one name any of its values, of several names all. */
export const Tag = z
	.string()
	.max(1000)
	.regex(/^[^:,]+:[^,]*(,[^:,]+:[^,]*)*$/, 'Write a tag as name:value, several between commas.');

const says = (held: Json | undefined, value: string): boolean =>
	Array.isArray(held)
		? held.some((one) => String(one) === value)
		: held !== undefined && String(held) === value;

/** @param tag such as `language:de,topic:rain`: of one name any of its values, of several names all */
export function taggedBy(tag: string): (metadata: JsonObject) => boolean {
	const wanted = new Map<string, string[]>();
	for (const part of tag.split(',')) {
		const at = part.indexOf(':');
		const name = part.slice(0, at);
		wanted.set(name, [...(wanted.get(name) ?? []), part.slice(at + 1)]);
	}
	return (metadata) =>
		[...wanted].every(([name, values]) => values.some((value) => says(metadata[name], value)));
}
