/**
 * Groups of prompts, remembered by what they are groups of. Where many prompts have to be compared, groups of the same
 * prompts are told at once, and those of nearly the same ones are found meanwhile, for whoever asks again.
 */
import { setImmediate as breathe, setTimeout as rest } from 'node:timers/promises';
import { banded, grouped, nameOf, rowed, sharing, type Grouping, type Lot } from './dealing.ts';
import type { Names } from './names.ts';
import type { Prompts } from './texts.ts';

/** So many prompts are compared at once: a few milliseconds. */
const AT_ONCE = 2_000;
/** Of so many it is looked at once which have to be. */
const AT_A_GLANCE = 10_000;
/** Groupings that are remembered. */
const MOST = 8;
const GLANCE_MS = 20;

/** Thrown where nobody needs what is being found. */
class Needless extends Error {}

type Finding = { name: string; isOver: boolean; isDone: boolean };
type Pause = () => Promise<void>;

export type Comparing = {
	/**
	 * @param asked tells questions apart: whoever asks the same again waits for prompts to be compared
	 * @returns `exact`: whether prompts that are nearly the same were compared
	 */
	of(
		lots: Lot[],
		{ near, asked }: { near: number | null; asked: string },
		pause: Pause
	): Promise<{ grouping: Grouping; exact: boolean }>;
};

const atOnce: Pause = () => Promise.resolve();

/** Which of all prompts that are known share a band with another one: of any rows, no others have to be compared. */
function sharingOfAll(names: Names) {
	let known: { of: Prompts[]; many: number[]; shared: Uint8Array } | null = null;
	const manyOf = (of: Prompts[]) => of.map((prompts) => prompts.many());
	return {
		of(all: Prompts[]): Uint8Array | null {
			const isSame = (own: Prompts, i: number) => known?.of[i] === own && known.many[i] === own.many();
			return known?.of.length === all.length && all.every(isSame) ? known.shared : null;
		},
		async find(all: Prompts[], pause: Pause): Promise<Uint8Array> {
			const many = manyOf(all);
			const sum = many.reduce((a, b) => a + b, 0);
			const bands = banded(names, sum, (take) => all.forEach((own) => own.each((s) => take(own, s))));
			const shared = await through(sharing(names, bands), pause);
			known = { of: all, many, shared };
			return shared;
		}
	};
}

async function through<T>(steps: Generator<void, T>, pause: Pause): Promise<T> {
	for (let step = steps.next(); ; step = steps.next())
		if (step.done) return step.value;
		else await pause();
}

/** Of the rows' prompts those that may be like others. @param among prompts that may be, by their numbers */
function candidates(lots: Lot[], names: Names, among: Uint8Array) {
	const found = new Map<number, { prompts: Prompts; serial: number }>();
	for (const page of rowed(lots))
		for (const { lot, serial } of page) {
			const { prompt } = lot.prompts.keys(serial);
			if (among[prompt] === 1 && !found.has(prompt)) found.set(prompt, { prompts: lot.prompts, serial });
		}
	return banded(names, found.size, (take) => found.forEach(({ prompts, serial }) => take(prompts, serial)));
}

export function comparing(names: Names): Comparing {
	const known = new Map<string, Grouping>();
	const all = sharingOfAll(names);
	let finding: Finding | null = null;
	/** what was answered last without comparing */
	let roughly: string | null = null;
	const keep = (name: string, grouping: Grouping): Grouping => {
		known.set(name, grouping);
		const [oldest] = known.keys();
		if (known.size > MOST && oldest !== undefined) known.delete(oldest);
		return grouping;
	};
	const promptsOf = (lots: Lot[]) => [...new Set(lots.map(({ prompts }) => prompts))];
	const find = (name: string, lots: Lot[], near: number): void => {
		if (finding) finding.isOver = true;
		const own: Finding = (finding = { name, isOver: false, isDone: false });
		const pause = async (): Promise<void> => {
			await breathe();
			if (own.isOver) throw new Needless();
		};
		const found = async (): Promise<void> => {
			await pause();
			const among = all.of(promptsOf(lots)) ?? (await all.find(promptsOf(lots), pause));
			const shared = await through(sharing(names, candidates(lots, names, among)), pause);
			keep(name, await grouped(lots, names, { near, shared }, pause));
		};
		void found()
			.catch((error: unknown) => {
				if (!(error instanceof Needless)) throw error;
			})
			.finally(() => (own.isDone = true));
	};
	/** The prompts that have to be compared, where they are so few that it is done at once. */
	async function few(lots: Lot[], near: number): Promise<Grouping | null> {
		const own = promptsOf(lots);
		const isSmall = own.reduce((sum, prompts) => sum + prompts.many(), 0) <= AT_A_GLANCE;
		const among = all.of(own) ?? (isSmall ? await all.find(own, atOnce) : null);
		if (among === null) return null;
		const some = candidates(lots, names, among);
		if (some.prompts.length > AT_A_GLANCE) return null;
		const shared = await through(sharing(names, some), atOnce);
		if (shared.reduce((sum, one) => sum + one, 0) > AT_ONCE) return null;
		return grouped(lots, names, { near, shared }, atOnce);
	}
	return {
		async of(lots, { near, asked }, pause) {
			const name = nameOf(lots, near);
			const meanwhile = finding;
			if (meanwhile?.name === name && asked === roughly)
				while (!meanwhile.isDone && !meanwhile.isOver) {
					await rest(GLANCE_MS);
					await pause();
				}
			const before = known.get(name);
			if (before) {
				known.delete(name);
				return { grouping: keep(name, before), exact: true };
			}
			if (near !== null) {
				const grouping = await few(lots, near);
				if (grouping) return { grouping: keep(name, grouping), exact: true };
				if (meanwhile?.name !== name || meanwhile.isDone || meanwhile.isOver) find(name, lots, near);
			}
			roughly = near === null ? null : asked;
			const plain = nameOf(lots, null);
			const grouping = known.get(plain) ?? (await grouped(lots, names, { near: null, shared: null }, atOnce));
			return { grouping: keep(plain, grouping), exact: near === null };
		}
	};
}
