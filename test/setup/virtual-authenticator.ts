/** Chromium's own authenticator for tests, over its protocol: it holds passkeys and verifies its person, or does not. */
import type { Page } from 'playwright-core';

export async function authenticatorOf(page: Page) {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('WebAuthn.enable');
	const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
	const held = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
	return {
		/** whether it finds that its person is there; when not, the browser says that it was cancelled */
		verifies: (isUserVerified: boolean) =>
			cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
		held,
		/** takes a passkey that another one made */
		take: (credential: Awaited<ReturnType<typeof held>>[number]) =>
			cdp.send('WebAuthn.addCredential', { authenticatorId, credential }),
		forget: () => cdp.send('WebAuthn.clearCredentials', { authenticatorId }),
		/** whether its person touches it; when not, it waits */
		answers: (enabled: boolean) =>
			cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
	};
}
export type VirtualAuthenticator = Awaited<ReturnType<typeof authenticatorOf>>;
