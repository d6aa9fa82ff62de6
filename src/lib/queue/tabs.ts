/** The tabs of one person in one browser: one of them does a thing at a time, and all hear when something changed. */
import type { Ways, Wire } from './outbox.svelte.ts';

/** With the browser's own lock, where it has one: sending twice is harmless, so elsewhere each tab sends. */
export const alone =
	(person: string): Ways['alone'] =>
	(act) =>
		globalThis.navigator?.locks ? navigator.locks.request(`assent outbox ${person}`, act) : act();

export const wireOf = (person: string): Wire => {
	let channel: BroadcastChannel | null = null;
	const opened = () => (channel ??= new BroadcastChannel(`assent outbox ${person}`));
	return {
		tell: () => opened().postMessage('changed'),
		listen(hear) {
			opened().onmessage = hear;
			return () => {
				channel?.close();
				channel = null;
			};
		}
	};
};
