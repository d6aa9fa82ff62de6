/** What the judgments of one project come to under one choice: decided once for votes that are alike, then counted. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { isResolved } from '#lib/project/resolved.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { counts, picking } from '../policy.ts';
import type { PreviewRow } from '../preview-view.ts';
import type { Show } from '../shown.ts';
import type { Target } from '../targets/target.ts';
import type { Source } from '../version/recipe.ts';
import { traitsOf } from '../version/traits.ts';
import { factsOf, promptsOf, type Family } from './family.server.ts';
import type { Picture } from './picture.ts';
import { spread } from './showing.server.ts';
import type { Choice, Entry, Judge, Once, Voting } from './stage.server.ts';
import { ROW, UNKNOWN } from './texts.ts';

export type Tally = {
	judgments: number;
	resolved: number;
	counted: number;
	items: number;
	examples: number;
	rows: number;
	people: Set<string>;
	dropped: Map<string, number>;
	/** by unit */
	rowsOf: Int32Array;
	/** The first rows. @param many at most */
	first(many: number): Promise<PreviewRow[]>;
	/** By unit, how much it holds of a number. */
	spread(show: Show): Int32Array;
};

/** Which votes count, and of which units. */
function sieve({ stock }: Family, picture: Picture, { overlap }: Source, { policies }: Choice) {
	const isCounted = counts(policies);
	const isPicked = picking(policies);
	const answers = stock.answered.all.map((names): Answers =>
		Object.fromEntries(names.map((name) => [name, true]))
	);
	const picked = isPicked && stock.metadata.all.map(isPicked);
	const raters = stock.raters.all;
	return {
		isResolved: (u: number): boolean =>
			isResolved({
				counted: picture.counted[u] ?? 0,
				overlap,
				imported: picture.imported[u] === 1,
				final: picture.final[u] === 1
			}),
		isPicked: (u: number): boolean => picked?.[picture.metadata[u] ?? 0] ?? true,
		/** A final answer counts always. */
		isCounted(v: number): boolean {
			const rater = picture.rater[v] ?? -1;
			return (
				rater === -1 ||
				isCounted({
					rater: raters[rater] ?? '',
					at: picture.at[v] ?? 0,
					answers: answers[picture.answered[v] ?? 0] ?? {}
				})
			);
		}
	};
}
type Sieve = ReturnType<typeof sieve>;

/** A unit's votes that count. */
function votingOf({ stock }: Family, picture: Picture, u: number, { isCounted }: Sieve): Voting<unknown> {
	const votes: unknown[] = [];
	const raters: string[] = [];
	for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++) {
		if (!isCounted(v)) continue;
		votes.push(stock.ballots.all[picture.ballot[v] ?? 0]);
		const rater = picture.rater[v] ?? -1;
		if (rater >= 0) raters.push(stock.raters.all[rater] ?? '');
	}
	return {
		id: picture.ids[u] ?? '',
		size: picture.size[u] ?? 0,
		final: picture.final[u] === 1,
		votes,
		raters
	};
}

const PAGE = 1_000;

/** All votes that Dawid-Skene learns from. */
function* learning(family: Family, picture: Picture, sift: Sieve): Generator<Voting<unknown>[]> {
	let page: Voting<unknown>[] = [];
	for (let u = 0; u < picture.ids.length; u++) {
		if (!sift.isPicked(u) || (family.stage.learnsFrom === 'resolved' && !sift.isResolved(u))) continue;
		page.push(votingOf(family, picture, u, sift));
		if (page.length === PAGE) {
			yield page;
			page = [];
		}
	}
	yield page;
}

/** What the same votes come to is decided once: a tree of votes, whose branches are numbered. */
function deciding(family: Family, picture: Picture, judge: Judge<unknown, never>, sift: Sieve) {
	const branches = new Map<number, number>();
	const entries: (Entry | undefined)[] = [];
	const step = (node: number, code: number): number => {
		const key = node * 2 ** 26 + code;
		let next = branches.get(key);
		if (next === undefined) branches.set(key, (next = branches.size + 1));
		return next;
	};
	let votes = 0;
	return {
		votes: () => votes,
		of(u: number): Entry {
			if (!judge.alike) {
				const voting = votingOf(family, picture, u, sift);
				votes += voting.votes.length;
				return judge.decide(voting);
			}
			let node = step(0, (picture.size[u] ?? 0) * 2 + (picture.final[u] ?? 0));
			for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++)
				if (sift.isCounted(v)) {
					node = step(node, picture.ballot[v] ?? 0);
					votes++;
				}
			return (entries[node] ??= judge.decide(votingOf(family, picture, u, sift)));
		}
	};
}

type Sifted = { choice: Choice; judge: Judge<unknown, never>; sift: Sieve };

/** Reads the texts of some units, and learns of each content what formats of one kind say of it. */
async function learn(
	db: ReadDb,
	family: Family,
	picture: Picture,
	{ units, targets }: { units: number[]; targets: Target[] },
	{ choice, judge, sift }: Sifted,
	pause: Question['pause']
): Promise<void> {
	const { stage } = family;
	const { target, tools } = choice;
	const prompts = promptsOf(family, target.from);
	const known = targets.map((one) => ({ one, facts: factsOf(family, nameOf({ target: one, tools })) }));
	const byId = new Map(units.map((u) => [picture.ids[u] ?? '', u]));
	for await (const page of stage.materials(db, picture.position, [...byId.keys()])) {
		for (const material of page) {
			const u = byId.get(material.id) ?? -1;
			const serial = picture.serial[u] ?? 0;
			const size = picture.size[u] ?? 0;
			const voting = () => votingOf(family, picture, u, sift);
			const made =
				stage.everything?.(target, material, size) ?? decidedIn(judge, material as never, voting());
			for (const { content, example } of made) {
				for (const { one, facts } of known) {
					const place = facts.place(serial, stage.contents(one, size));
					if (facts.get(place, serial, content) !== UNKNOWN) continue;
					const row = one.row(example, { tools });
					facts.set(place, serial, content, typeof row === 'string' ? row : null);
				}
				if (!prompts.isKnown(serial)) prompts.learn(serial, traitsOf(example));
			}
		}
		await pause();
	}
}

/** What votes make of a unit, with its texts. */
function* decidedIn(judge: Judge<unknown, never>, material: never, voting: Voting<unknown>) {
	const { made } = judge.decide(voting);
	let n = 0;
	for (const example of judge.examples(material, voting))
		if (typeof example !== 'string') yield { content: made[n++]?.content ?? 0, example };
}

/**
 * Learns what may be asked for next: what the other formats of the same kind say of all that this choice makes.
 * @param pause throws where something else is to be done
 */
export async function learnAhead(
	db: ReadDb,
	family: Family,
	picture: Picture,
	source: Source,
	{ choice, targets }: { choice: Choice; targets: Target[] },
	pause: Question['pause']
): Promise<void> {
	const sift = sieve(family, picture, source, choice);
	const judge = await judgeOf(family, picture, source, choice, sift);
	const units: number[] = [];
	const { tools } = choice;
	const known = targets.map((one) => ({ one, facts: factsOf(family, nameOf({ target: one, tools })) }));
	const decide = deciding(family, picture, judge, sift);
	for (let u = 0; u < picture.ids.length; u++) {
		if (!sift.isResolved(u)) continue;
		const serial = picture.serial[u] ?? 0;
		const { made } = decide.of(u);
		const isNew = known.some(({ one, facts }) => {
			const place = facts.place(serial, family.stage.contents(one, picture.size[u] ?? 0));
			return made.some(({ content }) => facts.get(place, serial, content) === UNKNOWN);
		});
		if (isNew) units.push(u);
	}
	await pause();
	await learn(db, family, picture, { units, targets }, { choice, judge, sift }, pause);
}

const nameOf = ({ target, tools }: Pick<Choice, 'target' | 'tools'>) => `${target.name} ${tools}`;

/** Choices of votes of which it is remembered what was learnt. */
const MOST_LEARNT = 4;

/** Remembers what was learnt of the same votes of a picture. */
const learningOnce =
	({ learnt }: Family, { first }: Picture, { overlap }: Source, { policies }: Choice): Once =>
	<R>(name: string, learn: () => Promise<R>): Promise<R> => {
		if (learnt.of !== first) Object.assign(learnt, { of: first, known: new Map() });
		const { only, except, since, until, answered, metadata } = policies;
		const key = JSON.stringify([name, overlap, only, except, since, until, answered, metadata]);
		const found = learnt.known.get(key) ?? learn();
		learnt.known.delete(key);
		learnt.known.set(key, found);
		const [oldest] = learnt.known.keys();
		if (learnt.known.size > MOST_LEARNT && oldest !== undefined) learnt.known.delete(oldest);
		return found as Promise<R>;
	};

const judgeOf = async (
	family: Family,
	picture: Picture,
	source: Source,
	choice: Choice,
	sift: Sieve
): Promise<Judge<unknown, never>> =>
	family.stage.judge(
		choice,
		() => learning(family, picture, sift),
		learningOnce(family, picture, source, choice)
	);

export async function tallyOf(
	db: ReadDb,
	family: Family,
	picture: Picture,
	source: Source,
	choice: Choice,
	pause: Question['pause']
): Promise<Tally> {
	const { target } = choice;
	const sift = sieve(family, picture, source, choice);
	const judge = await judgeOf(family, picture, source, choice, sift);
	const facts = factsOf(family, nameOf(choice));
	await pause();

	const pass = (): { tally: Omit<Tally, 'first' | 'spread'>; unknown: number[] } => {
		const decide = deciding(family, picture, judge, sift);
		const found = { judgments: 0, resolved: 0, items: 0, examples: 0, rows: 0 };
		const dropped = new Map<string, number>();
		const drop = (why: string) => dropped.set(why, (dropped.get(why) ?? 0) + 1);
		const people = new Uint8Array(family.stock.raters.all.length);
		const rowsOf = new Int32Array(picture.ids.length);
		const unknown: number[] = [];
		for (let u = 0; u < picture.ids.length; u++) {
			const standing = picture.standing[u] ?? 0;
			found.judgments += standing;
			if (!sift.isResolved(u)) continue;
			found.resolved += standing;
			if (!sift.isPicked(u)) continue;
			found.items++;
			const entry = decide.of(u);
			for (const why of entry.drops) drop(why);
			found.examples += entry.made.length;
			if (entry.made.length === 0) continue;
			const serial = picture.serial[u] ?? 0;
			const place = facts.place(serial, family.stage.contents(target, picture.size[u] ?? 0));
			let rows = 0;
			for (const { content, who } of entry.made) {
				const fact = facts.get(place, serial, content);
				if (fact === UNKNOWN) {
					if (unknown.at(-1) !== u) unknown.push(u);
				} else if (fact !== ROW) drop(facts.why(fact));
				else {
					rows++;
					mark(picture, u, who, sift, people);
				}
			}
			rowsOf[u] = rows;
			found.rows += rows;
		}
		const names = family.stock.raters.all.filter((_, r) => people[r] === 1);
		return {
			tally: { ...found, counted: decide.votes(), people: new Set(names), dropped, rowsOf },
			unknown
		};
	};

	let { tally, unknown } = pass();
	if (unknown.length > 0) {
		await learn(db, family, picture, { units: unknown, targets: [target] }, { choice, judge, sift }, pause);
		({ tally, unknown } = pass());
		if (unknown.length > 0) throw new Error(`The texts of ${unknown.length} items are gone.`);
	}
	return {
		...tally,
		spread(show) {
			const decide = deciding(family, picture, judge, sift);
			const decided = (u: number) => {
				const before = decide.votes();
				const entry = decide.of(u);
				return { entry, votes: decide.votes() - before };
			};
			const unfit = (u: number, { made }: Entry) => {
				if (made.length === 0) return [];
				const serial = picture.serial[u] ?? 0;
				const place = facts.place(serial, family.stage.contents(target, picture.size[u] ?? 0));
				return made.map(({ content }) => {
					const fact = facts.get(place, serial, content);
					return fact === ROW ? null : facts.why(fact);
				});
			};
			return spread({ picture, ...sift, decided, unfit }, show);
		},
		async first(many) {
			const units: number[] = [];
			for (let u = 0; u < picture.ids.length && units.length < many; u++)
				if ((tally.rowsOf[u] ?? 0) > 0) units.push(u);
			const rows: PreviewRow[] = [];
			const byId = new Map(units.map((u) => [picture.ids[u] ?? '', u]));
			for await (const page of family.stage.materials(db, picture.position, [...byId.keys()]))
				for (const material of page) {
					const voting = votingOf(family, picture, byId.get(material.id) ?? -1, sift);
					for (const example of judge.examples(material as never, voting)) {
						if (typeof example === 'string') continue;
						const row = target.row(example, { tools: choice.tools });
						if (typeof row !== 'string') rows.push({ row, meta: example.meta });
					}
				}
			return rows.slice(0, many);
		}
	};
}

/** Whose votes stand behind a row. @param who the place of the one who decided it among those that count */
function mark(picture: Picture, u: number, who: number, sift: Sieve, people: Uint8Array): void {
	let place = 0;
	for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++) {
		if (!sift.isCounted(v)) continue;
		const rater = picture.rater[v] ?? -1;
		if (rater >= 0 && (who === -1 || who === place)) people[rater] = 1;
		place++;
	}
}
