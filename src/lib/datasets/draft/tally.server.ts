/** What the judgments of one project come to under one choice: decided once for votes that are alike, then counted. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { isResolved } from '#lib/project/resolved.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { counts, picking, usual } from '../policy.ts';
import type { PreviewRow } from '../preview-view.ts';
import { before, type Show } from '../shown.ts';
import type { Example } from '../example.ts';
import type { Target } from '../targets/target.ts';
import type { Source } from '../version/recipe.ts';
import { traitsOf } from '../version/traits.ts';
import { factsOf, promptsOf, type Family, type Hear } from './family.server.ts';
import { branching, kept } from '#lib/stats/growing.ts';
import { likelihoods, type Likelihoods } from './likely.server.ts';
import type { Picture } from './picture.ts';
import { spread } from './showing.server.ts';
import { unlikely, type Choice, type Entry, type Judge, type Voting } from './stage.server.ts';
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

/** What is so of what has a number, found out once for each. @param all grows while more is read */
function perNumber<T>(all: T[], is: (one: T) => boolean): (number: number) => boolean {
	const known: (boolean | undefined)[] = [];
	return (number) => {
		const one = all[number];
		return (known[number] ??= one !== undefined && is(one));
	};
}

/** Which votes count, and of which units. */
function sieve({ stock }: Family, picture: Picture, { overlap }: Source, { policies }: Choice) {
	const isPicked = picking(policies);
	const { only, except, since, until, answered } = policies;
	// A judgment counts for whose it is, what it answers and when it was given, each by itself.
	const [ofRater, ofAnswers, ofTime] = [
		counts({ ...usual, only, except }),
		counts({ ...usual, answered }),
		counts({ ...usual, since, until })
	];
	const judged = { rater: '', at: 0, answers: {} };
	const byRater = perNumber(stock.raters.all, (rater) => ofRater({ ...judged, rater }));
	const byAnswers = perNumber(stock.answered.all, (names) => {
		const answers: Answers = Object.fromEntries(names.map((name) => [name, true]));
		return ofAnswers({ ...judged, answers });
	});
	const isEver = since === undefined && until === undefined;
	const picked = isPicked && perNumber(stock.metadata.all, isPicked);
	return {
		isResolved: (u: number): boolean =>
			isResolved({
				counted: picture.counted[u] ?? 0,
				overlap,
				imported: picture.imported[u] === 1,
				final: picture.final[u] === 1
			}),
		isPicked: (u: number): boolean => picked?.(picture.metadata[u] ?? 0) ?? true,
		/** A final answer counts always. */
		isCounted(v: number): boolean {
			const rater = picture.rater[v] ?? -1;
			if (rater === -1) return true;
			if (!byRater(rater) || !byAnswers(picture.answered[v] ?? 0)) return false;
			return isEver || ofTime({ ...judged, at: picture.at[v] ?? 0 });
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

/** One choice for one project: how its votes are sieved, and what becomes of them. */
export type Sifted = {
	family: Family;
	picture: Picture;
	choice: Choice;
	judge: Judge<unknown, never>;
	sift: Sieve;
	/** null where Dawid-Skene is not asked */
	likelihoods: Likelihoods | null;
};

const likelyIn = ({ likelihoods: known }: Sifted, u: number) => known?.of(u) ?? unlikely;

/** What the same votes come to is decided once: a tree of votes and of what is likely, whose branches are numbered. */
function deciding(sifted: Sifted) {
	const { family, picture, judge, sift, likelihoods: known } = sifted;
	const tree = branching();
	const entries: (Entry | undefined)[] = [];
	let node = 0;
	const step = (code: number): void => void (node = tree.step(node, code));
	const codeOf = codesOf(family, judge);
	const codes: number[] = [];
	let votes = 0;
	return {
		votes: () => votes,
		of(u: number): Entry {
			node = 0;
			step((picture.size[u] ?? 0) * 2 + (picture.final[u] ?? 0));
			known?.each(u, step);
			codes.length = 0;
			for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++)
				if (sift.isCounted(v)) codes.push(codeOf(picture.ballot[v] ?? 0));
			votes += codes.length;
			if (judge.unordered && codes.length > 1) codes.sort((a, b) => a - b);
			codes.forEach(step);
			return (entries[node] ??= judge.decide(votingOf(family, picture, u, sift), likelyIn(sifted, u)));
		}
	};
}

/** What of a ballot makes a difference, as a number: its own where all does. */
function codesOf({ stock, reads }: Family, judge: Judge<unknown, never>): (ballot: number) => number {
	const read = judge.reads;
	if (!read) return (ballot) => ballot;
	let own = reads.get(read.name);
	if (!own) reads.set(read.name, (own = { texts: kept(), known: [] }));
	const { texts, known } = own;
	return (ballot) => (known[ballot] ??= texts.of(read.of(stock.ballots.all[ballot]), () => null));
}

/** What is learnt of texts for one choice: what some formats say of them. */
export type Lesson = { sifted: Sifted; targets: Target[]; units: Set<number> };

/** What formats say of texts, beside each. */
const factsBeside = ({ family, choice }: Sifted, targets: Target[]) =>
	family.stage.takesAll ? [] : targets.map((one) => ({ one, facts: factsFor(family, one, choice) }));

/** Whether anything is not known yet of what a unit is made into. */
function lacking({ sifted, targets }: Omit<Lesson, 'units'>): (u: number, made: Entry['made']) => boolean {
	const { family, picture, choice } = sifted;
	const prompts = promptsOf(family, choice.target.from);
	const known = factsBeside(sifted, targets);
	return (u, made) => {
		const serial = picture.serial[u] ?? 0;
		const size = picture.size[u] ?? 0;
		const isNew = ({ one, facts }: (typeof known)[number]) => {
			const place = facts.place(serial, family.stage.contents(one, size));
			return made.some(({ content }) => facts.get(place, serial, content) === UNKNOWN);
		};
		return made.length > 0 && (!prompts.isKnown(serial) || known.some(isNew));
	};
}

/**
 * Learns of a unit at a time what some formats say of each of its contents, and what its prompt is known by.
 * @param decided what is made of a unit, where it is not known what may ever be
 */
function studying({ sifted, targets }: Omit<Lesson, 'units'>, decided: Decided = decidedIn) {
	const { family, picture, choice } = sifted;
	const { stage } = family;
	const { target, options } = choice;
	const prompts = promptsOf(family, target.from);
	const known = factsBeside(sifted, targets);
	return (u: number, material: { id: string }): void => {
		const serial = picture.serial[u] ?? 0;
		const size = picture.size[u] ?? 0;
		const made = stage.everything?.(target, material, size) ?? decided(sifted, material as never, u);
		for (const { content, example } of made) {
			for (const { one, facts } of known) {
				const place = facts.place(serial, stage.contents(one, size));
				if (facts.get(place, serial, content) !== UNKNOWN) continue;
				const row = one.row(example, options);
				facts.set(place, serial, content, typeof row === 'string' ? row : null);
			}
			if (!prompts.isKnown(serial)) prompts.learn(serial, traitsOf(example));
		}
	};
}

/** Reads the texts of some units, once for all lessons. */
async function learn(
	db: ReadDb,
	{ family, picture }: Pick<Sifted, 'family' | 'picture'>,
	lessons: Lesson[],
	pause: Question['pause']
): Promise<void> {
	const all = lessons.map((lesson) => ({ units: lesson.units, study: studying(lesson) }));
	const units = [...new Set(lessons.flatMap((lesson) => [...lesson.units]))].sort((a, b) => a - b);
	const byId = new Map(units.map((u) => [picture.ids[u] ?? '', u]));
	for await (const page of family.stage.materials(db, picture.position, [...byId.keys()])) {
		for (const material of page) {
			const u = byId.get(material.id) ?? -1;
			for (const { units: own, study } of all) if (own.has(u)) study(u, material);
		}
		await pause();
	}
}

type Decided = (
	sifted: Sifted,
	material: never,
	u: number
) => Iterable<{ content: number; example: Example }>;

/** What votes make of a unit, with its texts. */
function* decidedIn(sifted: Sifted, material: never, u: number): ReturnType<Decided> {
	const { family, picture, judge, sift } = sifted;
	const voting = votingOf(family, picture, u, sift);
	const likely = likelyIn(sifted, u);
	const { made } = judge.decide(voting, likely);
	let n = 0;
	for (const example of judge.examples(material, voting, likely))
		if (typeof example !== 'string') yield { content: made[n++]?.content ?? 0, example };
}

/** Units that are looked at between two breaths. */
const LOOKED = 4_096;

/** Learns what may be asked for next, of all units: for each choice, what some formats of one kind say. */
export async function learnAhead(
	db: ReadDb,
	all: { sifted: Sifted; targets: Target[] }[],
	pause: Question['pause']
): Promise<void> {
	const lessons: Lesson[] = [];
	const names: string[] = [];
	for (const { sifted, targets } of all) {
		const { family, picture, choice, sift } = sifted;
		const { studied } = family;
		if (studied.of !== picture.first) Object.assign(studied, { of: picture.first, names: new Set() });
		const { target: _target, ...chosen } = choice;
		const name = JSON.stringify([chosen, targets.map((own) => own.name)]);
		if (studied.names.has(name)) continue;
		names.push(name);
		const isLacking = lacking({ sifted, targets });
		const decide = deciding(sifted);
		const units = new Set<number>();
		for (let u = 0; u < picture.ids.length; u++) {
			if (u % LOOKED === 0) await pause();
			if (sift.isResolved(u) && isLacking(u, decide.of(u).made)) units.add(u);
		}
		lessons.push({ sifted, targets, units: family.stage.takesAll ? onePerText(picture, units) : units });
	}
	const [first] = lessons;
	if (!first) return;
	await learn(db, first.sifted, lessons, pause);
	for (const name of names) first.sifted.family.studied.names.add(name);
}

/** Of units with the same texts the first one: nothing else is to be known of them. */
function onePerText({ serial }: Picture, units: Iterable<number>): Set<number> {
	const firsts = new Map<number, number>();
	for (const u of units) if (!firsts.has(serial[u] ?? 0)) firsts.set(serial[u] ?? 0, u);
	return new Set(firsts.values());
}

/** What a format says of texts, with what of the choice makes a difference to it. */
const factsFor = (family: Family, { name, drops }: Target, { options: { tools, undecided } }: Choice) =>
	factsOf(family, `${name} ${tools} ${drops.includes('undecided') ? undecided : ''}`);

/** Choices of votes of which it is remembered what was learnt. */
const MOST_LEARNT = 12;

/** Dawid-Skene, remembered by the votes of a picture that it learnt of, and what it was asked. */
async function likelihoodsOf(
	{ family, picture, choice, judge, sift }: Omit<Sifted, 'likelihoods'>,
	{ overlap }: Source,
	pause: Question['pause']
): Promise<Likelihoods | null> {
	if (judge.asks.length === 0) return null;
	const { learnt, stock, stage } = family;
	if (learnt.of !== picture.first) Object.assign(learnt, { of: picture.first, known: new Map() });
	const { only, except, since, until, answered, metadata } = choice.policies;
	const key = JSON.stringify([judge.asked, overlap, only, except, since, until, answered, metadata]);
	const { known } = learnt;
	const isLearnt = (u: number) => sift.isPicked(u) && (stage.learnsFrom === 'all' || sift.isResolved(u));
	for (;;) {
		let found = known.get(key);
		const isOwn = found === undefined;
		found ??= likelihoods({ stock, picture, isLearnt, isCounted: sift.isCounted }, judge.asks, pause);
		known.delete(key);
		known.set(key, found);
		const [oldest] = known.keys();
		if (known.size > MOST_LEARNT && oldest !== undefined) known.delete(oldest);
		try {
			return await found;
		} catch (error) {
			if (known.get(key) === found) known.delete(key);
			// Whoever began it is gone: whoever is still here begins anew.
			if (isOwn) throw error;
			await pause();
		}
	}
}

/**
 * Learns for one choice while judgments are read, so that no text has to be read once more. What is likeliest is known
 * only when all are: until then it learns alone of what may be made of a unit whatever is.
 */
export function listening(family: Family, source: Source, choice: Choice): Hear {
	const targets = [choice.target];
	const prompts = promptsOf(family, choice.target.from);
	return (picture) => {
		const judge = family.stage.judge(choice);
		const sift = sieve(family, picture, source, choice);
		const sifted: Sifted = { family, picture, choice, judge, sift, likelihoods: null };
		const decide = deciding(sifted);
		const isLacking = lacking({ sifted, targets });
		const isDecided = judge.asks.length === 0;
		const study = studying({ sifted, targets }, isDecided ? decidedIn : () => []);
		return (u, material) => {
			if (!sift.isResolved(u) || !sift.isPicked(u)) return;
			const isNew = isDecided ? isLacking(u, decide.of(u).made) : !prompts.isKnown(picture.serial[u] ?? 0);
			if (isNew) study(u, material());
		};
	};
}

/** @param choice for one project */
export async function sifted(
	family: Family,
	picture: Picture,
	source: Source,
	choice: Choice,
	pause: Question['pause']
): Promise<Sifted> {
	const sift = sieve(family, picture, source, choice);
	const judge = family.stage.judge(choice);
	const own = { family, picture, choice, judge, sift };
	return { ...own, likelihoods: await likelihoodsOf(own, source, pause) };
}

/** Whether a number is of what stands of a project, before anything is made of it. */
export const isOfStanding = (show: Show): boolean =>
	'step' in show
		? show.step === 'judgments' || show.step === 'counted'
		: 'drop' in show && Object.values<string>(before).includes(show.drop);

/** What stands of a project, and how much of it counts, whatever is made of it. */
export function standingIn(
	family: Family,
	picture: Picture,
	source: Source,
	choice: Choice
): Pick<Tally, 'judgments' | 'resolved' | 'counted' | 'items' | 'spread'> {
	const sift = sieve(family, picture, source, choice);
	const votesOf = (u: number): number => {
		let votes = 0;
		for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++) if (sift.isCounted(v)) votes++;
		return votes;
	};
	const found = { judgments: 0, resolved: 0, counted: 0, items: 0 };
	for (let u = 0; u < picture.ids.length; u++) {
		const standing = picture.standing[u] ?? 0;
		found.judgments += standing;
		if (!sift.isResolved(u)) continue;
		found.resolved += standing;
		if (!sift.isPicked(u)) continue;
		found.items++;
		found.counted += votesOf(u);
	}
	const nothing: Entry = { drops: [], made: [] };
	const decided = (u: number) => ({ entry: nothing, votes: votesOf(u) });
	return { ...found, spread: (show) => spread({ picture, ...sift, decided, unfit: () => [] }, show) };
}

export async function tallyOf(
	db: ReadDb,
	family: Family,
	picture: Picture,
	source: Source,
	choice: Choice,
	pause: Question['pause']
): Promise<Tally> {
	const { target, options } = choice;
	const own = await sifted(family, picture, source, choice, pause);
	const { judge, sift } = own;
	const facts = factsFor(family, target, choice);
	const prompts = promptsOf(family, target.from);
	const { takesAll = false } = family.stage;
	await pause();

	const pass = (): { tally: Omit<Tally, 'first' | 'spread'>; unknown: Set<number> } => {
		const decide = deciding(own);
		const found = { judgments: 0, resolved: 0, items: 0, examples: 0, rows: 0 };
		const dropped = new Map<string, number>();
		const drop = (why: string) => dropped.set(why, (dropped.get(why) ?? 0) + 1);
		const people = new Uint8Array(family.stock.raters.all.length);
		const rowsOf = new Int32Array(picture.ids.length);
		const unknown = new Set<number>();
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
			if (!prompts.isKnown(serial)) unknown.add(u);
			const place = takesAll ? -1 : facts.place(serial, family.stage.contents(target, picture.size[u] ?? 0));
			let rows = 0;
			for (const { content, who } of entry.made) {
				const fact = takesAll ? ROW : facts.get(place, serial, content);
				if (fact === UNKNOWN) unknown.add(u);
				else if (fact !== ROW) drop(facts.why(fact));
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
	if (unknown.size > 0) {
		const units = takesAll ? onePerText(picture, unknown) : unknown;
		await learn(db, own, [{ sifted: own, targets: [target], units }], pause);
		({ tally, unknown } = pass());
		if (unknown.size > 0) throw new Error(`The texts of ${unknown.size} items are gone.`);
	}
	return {
		...tally,
		spread(show) {
			const decide = deciding(own);
			const decided = (u: number) => {
				const before = decide.votes();
				const entry = decide.of(u);
				return { entry, votes: decide.votes() - before };
			};
			const unfit = (u: number, { made }: Entry) => {
				if (made.length === 0) return [];
				const serial = picture.serial[u] ?? 0;
				const place = takesAll
					? -1
					: facts.place(serial, family.stage.contents(target, picture.size[u] ?? 0));
				return made.map(({ content }) => {
					const fact = takesAll ? ROW : facts.get(place, serial, content);
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
					const u = byId.get(material.id) ?? -1;
					const voting = votingOf(family, picture, u, sift);
					for (const example of judge.examples(material as never, voting, likelyIn(own, u))) {
						if (typeof example === 'string') continue;
						const row = target.row(example, options);
						if (typeof row !== 'string') rows.push({ row, meta: example.meta });
					}
				}
			return rows.slice(0, many);
		}
	};
}

/** Whose votes stand behind a row. @param who the places of those who decided it among those that count */
function mark(picture: Picture, u: number, who: number | number[], sift: Sieve, people: Uint8Array): void {
	let place = 0;
	for (let v = picture.first[u] ?? 0; v < (picture.first[u + 1] ?? 0); v++) {
		if (!sift.isCounted(v)) continue;
		const rater = picture.rater[v] ?? -1;
		const isTheirs = who === -1 || who === place || (typeof who !== 'number' && who.includes(place));
		if (rater >= 0 && isTheirs) people[rater] = 1;
		place++;
	}
}
