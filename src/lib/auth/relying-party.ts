/** The name under which passkeys of this instance are made and asked for: the host of its own address. */
import { Refusal } from '#lib/schema/refusal.ts';

/** `id` and `origin` as authenticators sign them (W3C Web Authentication, level 3, sections 5.1.4.1 and 5.8.1). */
export type RelyingParty = { id: string; origin: string };

const isNumber = (host: string): boolean => /^[\d.]+$/.test(host) || host.startsWith('[');

/** @returns null where browsers make no passkeys: at a number, and without encryption elsewhere than on localhost */
export function relyingPartyOf(address: string): RelyingParty | null {
	const { hostname, origin, protocol } = new URL(address);
	const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
	return isNumber(hostname) || (protocol !== 'https:' && !isLocal) ? null : { id: hostname, origin };
}

/** Why there are none at this address, in words; null: there are. */
export const whyNoPasskeys = (address: string): string | null =>
	relyingPartyOf(address)
		? null
		: `Browsers make passkeys for a name under https or for localhost, and the address of this instance is ${address}. Whoever runs it sets ORIGIN.`;

/** @throws Refusal no_passkeys */
export function relyingParty(address: string): RelyingParty {
	const found = relyingPartyOf(address);
	if (!found) throw new Refusal('no_passkeys', whyNoPasskeys(address) ?? '');
	return found;
}
