/** The browser's side of passkeys: it asks the person's own device, and says in words why nothing came of it. */
import type { AssertionJson, RegistrationJson } from './passkey-input.ts';

type Unasked = { code: string; title: string; detail: string };
export type Asked<T> = { ok: true; credential: T } | { ok: false; problem: Unasked };

/** Browsers from 2025 on read and write the JSON forms themselves (section 5.1 of Web Authentication, level 3). */
export const knowsPasskeys = (): boolean =>
	typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

const said: Record<string, string> = {
	NotAllowedError: 'Nothing was signed: it was cancelled, or it took too long. Nothing is lost; try again.',
	InvalidStateError: 'This device holds a passkey of yours for this place already.',
	NotSupportedError: 'This device cannot make a passkey of the kind that is taken here.',
	SecurityError: 'The address of this page is not the one that passkeys are made for here.'
};

const not = (code: string, detail = 'Your device could not do it. Try again.') => ({
	ok: false as const,
	problem: { code, title: 'No passkey', detail }
});

async function asked<T>(ask: () => Promise<Credential | null>): Promise<Asked<T>> {
	if (!knowsPasskeys()) return not('unsupported', 'This browser knows no passkeys. Use a newer one.');
	try {
		const credential = (await ask()) as PublicKeyCredential | null;
		if (credential !== null) return { ok: true, credential: credential.toJSON() as T };
		return not('cancelled', said.NotAllowedError);
	} catch (error) {
		const name = error instanceof DOMException ? error.name : '';
		const code = name === 'NotAllowedError' ? 'cancelled' : 'authenticator';
		return not(code, said[name]);
	}
}

/** Has a passkey made. */
export const makePasskey = (
	options: PublicKeyCredentialCreationOptionsJSON
): Promise<Asked<RegistrationJson>> =>
	asked(() =>
		navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
	);

/** Has a passkey sign. */
export const askPasskey = (options: PublicKeyCredentialRequestOptionsJSON): Promise<Asked<AssertionJson>> =>
	asked(() =>
		navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
	);
