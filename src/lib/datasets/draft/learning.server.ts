/**
 * What formats say of texts, and what prompts are known by: learnt once for each text, while judgments are read, where a
 * choice lacks it, or ahead of the next question.
 */
import type { Question } from '#lib/job/answering-thread.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Example } from '../example.ts';
import type { Target } from '../targets/target.ts';
import type { Source } from '../version/recipe.ts';
import { traitsOf } from '../version/traits.ts';
import { factsOf, promptsOf, type Family, type Hear } from './family.server.ts';
import type { Picture } from './picture.ts';
import { deciding, likelyIn, sieve, votingOf, type Sifted } from './sifted.server.ts';
import type { Choice, Entry } from './stage.server.ts';
import { UNKNOWN } from './texts.ts';

/** What is learnt of texts for one choice: what some formats say of them. */
type Lesson = { sifted: Sifted; targets: Target[]; units: Set<number> };

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
export async function learn(
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
export function onePerText({ serial }: Picture, units: Iterable<number>): Set<number> {
	const firsts = new Map<number, number>();
	for (const u of units) if (!firsts.has(serial[u] ?? 0)) firsts.set(serial[u] ?? 0, u);
	return new Set(firsts.values());
}

/** What a format says of texts, with what of the choice makes a difference to it. */
export const factsFor = (
	family: Family,
	{ name, drops }: Target,
	{ options: { tools, undecided } }: Choice
) => factsOf(family, `${name} ${tools} ${drops.includes('undecided') ? undecided : ''}`);

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
