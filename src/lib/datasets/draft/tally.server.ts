/** What the judgments of one project come to under one choice: decided once for votes that are alike, then counted. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { PreviewRow } from '../preview-view.ts';
import { before, type Show } from '../shown.ts';
import type { Source } from '../version/recipe.ts';
import { promptsOf, type Family } from './family.server.ts';
import { factsFor, learn, onePerText } from './learning.server.ts';
import type { Picture } from './picture.ts';
import { spread } from './showing.server.ts';
import { deciding, likelyIn, sieve, sifted, votingOf, type Sieve } from './sifted.server.ts';
import type { Choice, Entry } from './stage.server.ts';
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
