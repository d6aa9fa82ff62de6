/** How often somebody may ask: requests by key, session or address, and passwords by account and address. */
import type { RequestEvent } from '@sveltejs/kit';
import { clientAddress } from './address.ts';
import { rateLimit } from './rate.ts';

/** Guesses at one account: ten at once, then one in six seconds. */
const ACCOUNT = { perSecond: 1 / 6, burst: 10 };
/** Guesses from one address, whoever they are at: an office shares one. */
const ADDRESS = { perSecond: 1, burst: 60 };

export function openGate({ perSecond, proxies }: { perSecond: number; proxies: string[] }) {
	const requests = rateLimit(perSecond);
	const accounts = rateLimit(ACCOUNT.perSecond, ACCOUNT.burst);
	const addresses = rateLimit(ADDRESS.perSecond, ADDRESS.burst);

	const addressOf = (event: RequestEvent): string =>
		clientAddress(event.getClientAddress(), event.request.headers.get('x-forwarded-for'), proxies);

	return {
		/** @throws Refusal rate_limited */
		admit(event: RequestEvent, now = Date.now()): void {
			const { actor, session } = event.locals;
			const key = actor?.kind === 'program' ? actor.id : actor?.kind === 'person' ? actor.keyId : undefined;
			const name = session ? `session ${session.id}` : key ? `key ${key}` : `address ${addressOf(event)}`;
			requests.take(name, now);
		},
		/** What costs a row, of somebody whom nobody knows yet. @throws Refusal rate_limited */
		knock(event: RequestEvent, now = Date.now()): void {
			addresses.take(addressOf(event), now);
		},
		/**
		 * One guess at an account's password. A right one costs nothing.
		 * @throws Refusal rate_limited before anything is looked up, or what `act` throws
		 */
		async guess<T>(event: RequestEvent, account: string, act: () => Promise<T>): Promise<T> {
			const address = addressOf(event);
			const now = Date.now();
			addresses.take(address, now);
			accounts.take(account, now);
			const result = await act();
			addresses.giveBack(address);
			accounts.clear(account);
			return result;
		}
	};
}
export type Gate = ReturnType<typeof openGate>;
