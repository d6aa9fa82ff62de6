/** What a search means: all of its words, in any order, in any case and with or without accents. */
import { isObject, type Json } from '#lib/schema/json.ts';

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** All that a document says: its texts and numbers, not the names of its fields. */
function saidIn(value: Json): string {
	if (typeof value === 'string') return value;
	if (Array.isArray(value)) return value.map(saidIn).join('\n');
	if (isObject(value)) return Object.values(value).map(saidIn).join('\n');
	return typeof value === 'number' ? String(value) : '';
}

/** @returns whether a payload holds every word */
export function searchFor(search: string): (payload: Json) => boolean {
	const words = plain(search).split(/\s+/).filter(Boolean);
	return (payload) => {
		const text = plain(saidIn(payload));
		return words.every((word) => text.includes(word));
	};
}

/** The end of the range of keys that begin with a prefix, as both engines compare them: by bytes. */
export const afterPrefix = (prefix: string): string => `${prefix}\u{10ffff}`;
