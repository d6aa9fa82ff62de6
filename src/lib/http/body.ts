/** Request bodies, bounded before they are kept. */
import { parseJson, type Json } from '#lib/schema/json.ts';
import { Refusal, type Mistake } from '#lib/schema/refusal.ts';
import type { z } from 'zod';
import { chunksOf } from './bytes.ts';

export const BODY_LIMIT = 1024 * 1024;
/** Guidelines are the largest text of a form; percent-encoding makes it longer. */
export const FORM_LIMIT = 4 * 1024 * 1024;

/** @throws Refusal too_large, bad_encoding */
export async function readText(request: Request, limit = BODY_LIMIT): Promise<string> {
	const tooLarge = () =>
		new Refusal(
			'too_large',
			`The body is larger than ${Math.round(limit / 1024)} kB, the most this address takes.`
		);
	if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let text = '';
	let size = 0;
	try {
		for await (const chunk of chunksOf(request)) {
			size += chunk.byteLength;
			if (size > limit) throw tooLarge();
			text += decoder.decode(chunk, { stream: true });
		}
		return text + decoder.decode();
	} catch (error) {
		if (error instanceof TypeError) throw new Refusal('bad_encoding', 'The body is not UTF-8.');
		throw error;
	}
}

const pointer = (path: PropertyKey[]) => path.map((part) => `/${String(part)}`).join('');

export const mistakesOf = (error: z.ZodError): Mistake[] =>
	error.issues.slice(0, 100).map((issue) => ({ path: pointer(issue.path), message: issue.message }));

/** Parses by a schema. @throws Refusal `code` with every mistake and its place */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown, code = 'invalid'): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const errors = mistakesOf(result.error);
	const first = errors[0];
	throw new Refusal(code, `${first?.path || 'The body'}: ${first?.message ?? 'not as expected'}`, { errors });
}

export const jsonOf = (text: string): Json => (text.trim() === '' ? {} : parseJson(text));
