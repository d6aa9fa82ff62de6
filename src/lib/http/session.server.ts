/** Signing in and out as the API and the pages do it: the same limits, the same verb, the same cookie. */
import type { RequestEvent } from '@sveltejs/kit';
import type { SignedIn } from '#lib/auth/auth.server.ts';
import type { SignInInput } from '#lib/auth/input.ts';

/** Hands the browser its session. */
export function keepSession(event: RequestEvent, { token }: { token: string }): void {
	const { name, value, attributes } = event.locals.app.auth.cookie(token);
	event.cookies.set(name, value, { ...attributes, path: '/' });
}

/** @throws Refusal wrong_credentials, rate_limited */
export async function signIn(event: RequestEvent, { email, password }: SignInInput): Promise<SignedIn> {
	const { auth, gate } = event.locals.app;
	const signedIn = await gate.guess(event, email, () => auth.signIn(email, password));
	keepSession(event, signedIn);
	return signedIn;
}

/** What asks for one's own password again is a guess too. @throws Refusal rate_limited */
export const guessed = <T>(event: RequestEvent, act: () => Promise<T>): Promise<T> => {
	const { actor, app } = event.locals;
	return actor?.kind === 'person' ? app.gate.guess(event, actor.email, act) : act();
};

/** Ends the session of this browser, if it has one. */
export async function signOut(event: RequestEvent): Promise<void> {
	const { auth } = event.locals.app;
	const { name, value, attributes } = auth.blankCookie();
	const token = event.cookies.get(name);
	if (token) await auth.signOut(token);
	event.cookies.set(name, value, { ...attributes, path: '/' });
}
