/** Signing in and out as the API and the pages do it: the same limits, the same verb, the same cookie. */
import type { RequestEvent } from '@sveltejs/kit';
import type { SignedIn } from '#lib/auth/auth.server.ts';
import type { SignInInput } from '#lib/auth/input.ts';
import type { AssertionJson } from '#lib/auth/passkey-input.ts';
import { askSignIn, signInByPasskey } from '#lib/auth/passkey-sign-in.server.ts';
import { relyingParty } from '#lib/auth/relying-party.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { newToken } from '#lib/schema/id.ts';

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

/** Kept by the browser that asks at the door, so that what one asked is answered by no other. */
const DOOR_COOKIE = 'assent_door';
const DOOR_SECONDS = 5 * 60;

/** What a passkey is asked at the door. @throws Refusal no_passkeys, rate_limited */
export async function askAtDoor(event: RequestEvent) {
	const { store, secrets, gate } = event.locals.app;
	const rp = relyingParty(secrets.issuer);
	gate.knock(event);
	const door = newToken();
	const secure = event.locals.app.auth.cookie('').attributes.secure ?? false;
	event.cookies.set(DOOR_COOKIE, door, {
		path: '/',
		httpOnly: true,
		sameSite: 'strict',
		secure,
		maxAge: DOOR_SECONDS
	});
	return askSignIn(store, rp, sha256(door));
}

/** @throws Refusal no_passkeys, challenge_spent, passkey_unknown, passkey_refused, rate_limited */
export async function passAtDoor(event: RequestEvent, answer: AssertionJson): Promise<SignedIn> {
	const { store, secrets, gate } = event.locals.app;
	const rp = relyingParty(secrets.issuer);
	const door = sha256(event.cookies.get(DOOR_COOKIE) ?? '');
	const signedIn = await gate.guess(event, `passkey ${answer.id}`, () =>
		signInByPasskey(store, rp, door, answer)
	);
	event.cookies.delete(DOOR_COOKIE, { path: '/' });
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
