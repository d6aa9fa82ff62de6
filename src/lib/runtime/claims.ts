/**
 * The claims of one page. Of a decision one at a time is on its way: whoever asks again meanwhile shares its answer, so
 * that the answer which came last is the lease that stands, and giving back by its token ends just that one.
 */
import { call, type Outcome } from '#lib/http/client.ts';
import type { Claimed } from './view.ts';

export type Claim = Outcome<Claimed>;

export class Claims {
	readonly #call: typeof call;
	readonly #coming: Record<string, Promise<Claim>> = {};

	constructor(send = call) {
		this.#call = send;
	}

	/** Takes it, or prolongs what is held. */
	of(id: string): Promise<Claim> {
		return (this.#coming[id] ??= this.#call<Claimed>('POST', `/api/v1/decisions/${id}/claim`).finally(
			() => delete this.#coming[id]
		));
	}

	/** For others; the page may be closing. */
	giveBack(id: string, token: string): void {
		void this.#call('POST', `/api/v1/decisions/${id}/release`, { token }, { keepalive: true });
	}
}
