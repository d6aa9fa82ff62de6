/**
 * What may be asked for next, learnt while nobody asks: what the other formats say of the same judgments, and what is
 * likeliest of them. It gives way to each question, and goes on where it was.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Question } from '#lib/job/answering-thread.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { lackOfForm, teaches } from '../export.ts';
import type { AskedPolicies } from '../policy.ts';
import { formats } from '../targets/list.ts';
import type { Target } from '../targets/target.ts';
import type { Recipe, Source } from '../version/recipe.ts';
import { targetIn } from '../version/sources.server.ts';
import { readsOf, TooMuch, type Family } from './family.server.ts';
import { learnAhead } from './learning.server.ts';
import { drawn, forget, type Drawn, type Memory } from './memory.server.ts';
import { choiceIn, type Choice } from './stage.server.ts';
import { sifted } from './sifted.server.ts';

/** Thrown where something is asked for meanwhile. */
class Needless extends Error {}

type Ahead = { db: ReadDb; memory: Memory; recipe: Recipe; pause: Question['pause'] };

/** Of a source, the formats that read the same of its judgments: by kind, that of what was asked first. */
function formatsBeside(asked: Target, { stage }: Source): Target[][][] {
	const first = (own: Target) => Number(own.from !== asked.from);
	const fitting: Target[] = formats.filter(({ from }) => teaches(stage, from));
	const sorted = fitting.toSorted((a, b) => first(a) - first(b));
	const byReading = Map.groupBy(sorted, (own) => readsOf(own, stage));
	return [...byReading.values()].map((own) => [...Map.groupBy(own, ({ from }) => from).values()]);
}

const drawnFor = async ({ db, memory, recipe, pause }: Ahead, source: Source, target: Target) =>
	(await drawn(db, memory, memory.kept, { ...recipe, sources: [source] }, target, pause)).all;

const isAsked = ({ form }: Family, source: Source, target: Target): boolean =>
	form === null || target.from === 'judged' || lackOfForm(target, source.stage, form) === null;

/** What options might become by one more click, where that makes a difference to texts. */
function optionsBeside(kind: Target['from'], options: Recipe['options']): Recipe['options'][] {
	const { policies } = options;
	// What is decided of a question is part of a label; elsewhere all that may be made of a text is learnt at once.
	const others: Partial<AskedPolicies>[] =
		kind === 'annotated'
			? [
					{ disagreement: 'plurality' },
					{ disagreement: 'unanimous' },
					{ disagreement: 'dawid_skene' },
					{ min_judgments: policies.min_judgments + 1 }
				]
			: [];
	return [options, ...others.map((other) => ({ ...options, policies: { ...policies, ...other } }))];
}

type Studied = { choice: Choice; targets: Target[] };

/** @param targets of one kind. @param asked the format that was asked for, which may be among them */
function studied(targets: Target[], asked: Target, options: Recipe['options'], source: Source): Studied[] {
	const [first] = targets;
	if (!first) return [];
	const withTools = { ...options, tools: options.tools === 'drop' ? 'include' : 'drop' } as const;
	const tools = targets.includes(asked)
		? [{ choice: choiceIn(asked, withTools, source), targets: [asked] }]
		: [];
	const undecided = targets.filter(({ drops }) => drops.includes('undecided'));
	const other = options.undecided === 'drop' ? 'include' : 'drop';
	const texts = optionsBeside(first.from, options).flatMap((own): Studied[] => [
		{ choice: choiceIn(first, own, source), targets },
		...(undecided.length > 0
			? [{ choice: choiceIn(first, { ...own, undecided: other }, source), targets: undecided }]
			: [])
	]);
	return [...texts, ...tools];
}

async function textsAhead(ahead: Ahead): Promise<void> {
	const { db, recipe, pause } = ahead;
	const asked = targetIn(recipe.format);
	for (const source of recipe.sources)
		for (const kinds of formatsBeside(asked, source)) {
			const [[target] = []] = kinds;
			if (!target) continue;
			for (const { family, picture } of await drawnFor(ahead, source, target)) {
				const lessons: Parameters<typeof learnAhead>[1] = [];
				for (const kind of kinds) {
					const fitting = kind.filter((one) => isAsked(family, source, one));
					for (const { choice, targets } of studied(fitting, asked, recipe.options, source))
						lessons.push({ sifted: await sifted(family, picture, source, choice, pause), targets });
				}
				await learnAhead(db, lessons, pause);
			}
		}
}

/** Dawid-Skene of the votes that count now, whatever is ignored. */
async function likelyAhead(ahead: Ahead): Promise<void> {
	const { recipe, pause } = ahead;
	const { options } = recipe;
	const target = targetIn(recipe.format);
	const others: Partial<AskedPolicies>[] = [
		{},
		{ ties: 'ignore' },
		{ all_bad: 'ignore' },
		{ ties: 'ignore', all_bad: 'ignore' }
	];
	const all: (Drawn & { source: Source })[] = [];
	for (const source of recipe.sources) all.push(...(await drawnFor(ahead, source, target)));
	for (const other of others)
		for (const { family, picture, source } of all) {
			const policies: AskedPolicies = { ...options.policies, disagreement: 'dawid_skene', ...other };
			const choice = choiceIn(target, { ...options, per: 'item', policies }, source);
			await sifted(family, picture, source, choice, pause);
		}
}

/** Learns what may be asked for after a question. */
export async function lookAhead(db: ReadDb, memory: Memory, recipe: Recipe): Promise<void> {
	memory.ahead.isOver = true;
	const own = (memory.ahead = { isOver: false });
	const pause = async (): Promise<void> => {
		await breathe();
		if (own.isOver) throw new Needless();
	};
	const ahead: Ahead = { db, memory, recipe, pause };
	try {
		await likelyAhead(ahead);
		await textsAhead(ahead);
	} catch (error) {
		if (!(error instanceof Needless || error instanceof TooMuch)) throw error;
	} finally {
		await forget(memory);
	}
}
