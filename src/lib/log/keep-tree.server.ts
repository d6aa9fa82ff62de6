/** Looks once a second for events that are not in the tree yet, in the background: nobody waits for it. */
import type { Store } from '#lib/schema/store.server.ts';
import type { Signer } from './note.server.ts';
import { growTree } from './tree.server.ts';

const EVERY_MS = 1_000;

/** A log is called after the address that it is first served at, without the scheme. */
export const logName = (origin: string): string => `${new URL(origin).host}/log`;

/** The key that signs now, and a look whether it was rotated. */
export type SigningNow = { signer(): Signer; refresh(): void };

/** @param origin what a log is called that has no name yet */
export function keepTree(
	store: Store,
	signing: SigningNow,
	origin: string,
	report: (error: unknown) => void
): { stop(): Promise<void> } {
	let running: Promise<void> | null = null;
	const grow = async (): Promise<void> => {
		signing.refresh();
		await growTree(store, signing.signer(), origin);
	};
	const timer = setInterval(() => {
		running ??= grow()
			.catch(report)
			.finally(() => (running = null));
	}, EVERY_MS);
	timer.unref();
	return {
		async stop() {
			clearInterval(timer);
			await running;
		}
	};
}
