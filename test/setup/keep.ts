/** What a browser keeps, in memory: it outlives the pages of a test as a browser's storage outlives its tabs. */
import type { Entry } from '#lib/queue/entry.ts';
import type { Keep } from '#lib/queue/keep.ts';
import type { Ways, Wire } from '#lib/queue/outbox.svelte.ts';

export function memoryKeep(): Keep & { isClosed: boolean } {
	const kept = new Map<string, string>();
	const turn = () => new Promise<void>((resolve) => setTimeout(resolve));
	const keep = {
		isClosed: false,
		async all(person: string) {
			await turn();
			return [...kept]
				.filter(([name]) => name.startsWith(`${person} `))
				.map(([, text]) => JSON.parse(text) as Entry);
		},
		async change(person: string, id: string, act: (entry: Entry | null) => Entry | null) {
			await turn();
			if (keep.isClosed) throw new Error('closed');
			const name = `${person} ${id}`;
			const next = act(JSON.parse(kept.get(name) ?? 'null') as Entry | null);
			if (next) kept.set(name, JSON.stringify(next));
			else kept.delete(name);
			return next;
		},
		async wipe(person: string) {
			await turn();
			for (const name of kept.keys()) if (name.startsWith(`${person} `)) kept.delete(name);
		}
	};
	return keep;
}

/** One lock and one wire for all tabs of a browser. */
export function memoryTabs(): { alone: Ways['alone']; wire: () => Wire } {
	let last: Promise<unknown> = Promise.resolve();
	const tabs = new Set<() => void>();
	return {
		alone<T>(act: () => Promise<T>): Promise<T> {
			const mine = last.then(act);
			last = mine.catch(() => {});
			return mine;
		},
		wire() {
			let own: (() => void) | null = null;
			return {
				tell: () => tabs.forEach((hear) => hear !== own && hear()),
				listen(hear) {
					own = hear;
					tabs.add(hear);
					return () => void tabs.delete(hear);
				}
			};
		}
	};
}

/** A browser's plain storage. */
export function memoryStorage() {
	const kept = new Map<string, string>();
	return {
		get length() {
			return kept.size;
		},
		key: (at: number) => [...kept.keys()][at] ?? null,
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, value: string) => void kept.set(name, value),
		removeItem: (name: string) => void kept.delete(name)
	};
}
