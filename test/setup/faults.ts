/** Stores that misbehave on purpose: die at a chosen statement, or hold a transaction open before its commit. */
import type { Store, Tx } from '#lib/schema/store.server.ts';

const acting = ['query', 'insert', 'update', 'delete', 'select'];

/**
 * The same store, whose process dies at the n-th statement of its writes, counted from 0.
 * `survived` tells whether there were fewer.
 */
export function dyingAt(store: Store, statement: number): { store: Store; survived: () => boolean } {
	let seen = 0;
	const dying = (tx: Tx): Tx =>
		new Proxy(tx, {
			get(target, name) {
				const member: unknown = Reflect.get(target, name);
				if (typeof member !== 'function' || !acting.includes(String(name))) return member;
				return (...args: unknown[]) => {
					if (seen++ === statement) throw new Error('the process died');
					return (member as (...args: unknown[]) => unknown).apply(target, args);
				};
			}
		});
	return {
		store: { ...store, write: (act) => store.write((tx) => act(dying(tx))) },
		survived: () => seen <= statement
	};
}

/** The same store, whose n-th write and later ones wait before they commit until they are let go. */
export function holding(store: Store, from = 0): { store: Store; reached: Promise<void>; letGo: () => void } {
	let seen = 0;
	let letGo = () => {};
	let arrive = () => {};
	const gate = new Promise<void>((resolve) => (letGo = resolve));
	const reached = new Promise<void>((resolve) => (arrive = resolve));
	return {
		store: {
			...store,
			write: (act) =>
				store.write(async (tx) => {
					const result = await act(tx);
					if (seen++ < from) return result;
					arrive();
					await gate;
					return result;
				})
		},
		reached,
		letGo: () => letGo()
	};
}
