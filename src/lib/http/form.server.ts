/** Form actions: an expected refusal goes back to its form, with what was typed; a bug stays a bug. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import { Refusal } from '#lib/schema/refusal.ts';
import { FORM_LIMIT, readText } from './body.ts';
import { problemOf, type Problem } from './problem.ts';

/**
 * Runs what a form asks for. `typed` comes back beside the problem, so that the page can show it again: leave
 * passwords out.
 */
export async function refusable<T, Typed extends Record<string, unknown> = Record<never, never>>(
	act: () => Promise<T>,
	typed?: Typed
): Promise<T | ActionFailure<{ problem: Problem } & Typed>> {
	try {
		return await act();
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return fail(error.status, { ...(typed as Typed), problem: problemOf(error) });
	}
}

/** A form's text by its name; absent, or a file, is the empty text. */
export const textOf = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
};

/** A form as browsers send it without files. @throws Refusal too_large, bad_encoding */
export const readForm = async (request: Request): Promise<URLSearchParams> =>
	new URLSearchParams(await readText(request, FORM_LIMIT));
