/**
 * Groups of prompts, remembered by what they are groups of. Where many prompts have to be compared, groups of the same
 * prompts are told at once, and those of nearly the same ones are found meanwhile, for whoever asks again.
 */
import { setImmediate as breathe, setTimeout as rest } from 'node:timers/promises';
import { grouper, nameOf, type Grouping, type Lot } from './dealing.ts';

/** So many prompts are compared at once: a few milliseconds. */
const AT_ONCE = 2_000;
/** Groupings that are remembered. */
const MOST = 8;
const GLANCE_MS = 20;

/** Thrown where nobody needs what is being found. */
class Needless extends Error {}

type Finding = { name: string; isOver: boolean; isDone: boolean };

export type Comparing = {
	/** @returns `exact`: whether prompts that are nearly the same were compared */
	of(
		lots: Lot[],
		{ near, kind }: { near: number | null; kind: string },
		pause: () => Promise<void>
	): Promise<{ grouping: Grouping; exact: boolean }>;
};

export function comparing(): Comparing {
	const known = new Map<string, Grouping>();
	let finding: Finding | null = null;
	const keep = (name: string, grouping: Grouping): Grouping => {
		known.set(name, grouping);
		const [oldest] = known.keys();
		if (known.size > MOST && oldest !== undefined) known.delete(oldest);
		return grouping;
	};
	const find = (name: string, found: ReturnType<typeof grouper>): void => {
		if (finding) finding.isOver = true;
		const own: Finding = (finding = { name, isOver: false, isDone: false });
		const pause = async (): Promise<void> => {
			await breathe();
			if (own.isOver) throw new Needless();
		};
		void found
			.settle(pause)
			.then(() => keep(name, found.grouping()))
			.catch((error: unknown) => {
				if (!(error instanceof Needless)) throw error;
			})
			.finally(() => (own.isDone = true));
	};
	return {
		async of(lots, { near, kind }, pause) {
			const name = nameOf(lots, near, kind);
			const meanwhile = finding;
			if (meanwhile?.name === name)
				while (!meanwhile.isDone && !meanwhile.isOver) {
					await rest(GLANCE_MS);
					await pause();
				}
			const before = known.get(name);
			if (before) {
				known.delete(name);
				return { grouping: keep(name, before), exact: true };
			}
			const found = grouper(lots, near);
			await pause();
			if (found.compared <= AT_ONCE) return { grouping: keep(name, found.grouping()), exact: true };
			find(name, found);
			const rough = nameOf(lots, null, kind);
			return { grouping: known.get(rough) ?? keep(rough, grouper(lots, null).grouping()), exact: false };
		}
	};
}
