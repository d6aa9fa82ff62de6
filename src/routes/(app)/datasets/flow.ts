/** From judgments to the rows of a file, as shapes: a strand a project, and under each step what fell out there. */
import { wordsOf } from '#lib/datasets/preview-view.ts';
import { unfit } from '#lib/datasets/targets/target.ts';
import { before, type Show } from '#lib/datasets/shown.ts';
import { count } from '#lib/ui/words.ts';

/** What is known of a project: of a preview all of it, of a version that is made only what became of its examples. */
export type Counted = {
	project: string;
	stage: string;
	judgments?: number;
	resolved?: number;
	counted?: number;
	examples: number;
	rows: number;
	dropped: Partial<Record<string, number>>;
};

/** `show` is what leads to the items of a number. */
export type Loss = { reason: string; count: number; show?: Show };
export type Step = {
	name: string;
	/** of each project, in their order */
	parts: number[];
	losses: Loss[];
	show?: Show;
};

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
export const totalOf = ({ parts }: Step): number => sum(parts);

/** What a format could not write fell out after it was decided; all else before. */
const isUnfit = (why: string): boolean => Object.hasOwn(unfit, why);

/** What is not in the file, the most first. */
export function lossesOf(
	sources: Pick<Counted, 'dropped'>[],
	is: (why: string) => boolean = () => true
): Loss[] {
	const found = new Map<string, number>();
	for (const { dropped } of sources)
		for (const [why, many = 0] of Object.entries(dropped))
			if (is(why) && many > 0) found.set(why, (found.get(why) ?? 0) + many);
	return [...found]
		.map(([why, many]): Loss => ({ reason: wordsOf(why), count: many, show: { drop: why } }))
		.toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

const lost = (reason: string, many: number, drop: string): Loss[] =>
	many > 0 ? [{ reason, count: many, show: { drop } }] : [];

/** @param first what the first step is called where nobody counted judgments */
export function stepsOf(sources: Counted[], first = 'looked at'): Step[] {
	const of = (value: (source: Counted) => number | undefined) => sources.map((source) => value(source) ?? 0);
	const undecided = lossesOf(sources, (why) => !isUnfit(why));
	const considered = of(({ examples, dropped }) => {
		const never = Object.entries(dropped).filter(([why]) => !isUnfit(why));
		return examples + sum(never.map(([, many = 0]) => many));
	});
	const [all, resolved, counted] = [
		of((s) => s.judgments),
		of((s) => s.resolved ?? s.judgments),
		of((s) => s.counted)
	];
	const early: Step[] =
		sum(all) === 0
			? [{ name: first, parts: considered, losses: [] }]
			: [
					{ name: 'judgments', parts: all, losses: [], show: { step: 'judgments' } },
					{
						name: 'counted',
						parts: counted,
						show: { step: 'counted' },
						losses: [
							...lost('of items that are not resolved', sum(all) - sum(resolved), before.unresolved),
							...lost('left out by who, when or which', sum(resolved) - sum(counted), before.uncounted)
						].toSorted((a, b) => b.count - a.count)
					}
				];
	return [
		...early,
		{
			name: 'decided',
			parts: of((s) => s.examples),
			losses: undecided,
			show: { step: 'examples' }
		},
		{ name: 'rows', parts: of((s) => s.rows), losses: lossesOf(sources, isUnfit), show: { step: 'rows' } }
	];
}

const HEIGHT = 176;
const BAR = 10;
/** What stands beside the last bar. */
const LABEL = 168;
/** From a bar to what fell out below it, and a line of that. */
const TAIL = 12;
const LINE = 16;
/** Above and below each of what fell out: room for a finger. */
const APART = 8;
const TAIL_INDENT = 18;
/** The mean width of a letter there, rather more than less. */
const LETTER = 6.6;
const MOST_LOSSES = 4;

type Part = { x: number; y: number; height: number; stage: string; project: string };
type Tail = { x: number; y: number; width: number; losses: Loss[]; more: number };
export type Picture = {
	width: number;
	/** of the bars */
	height: number;
	/** of the bars and of what fell out below them */
	whole: number;
	heads: { x: number; step: Step }[];
	parts: Part[];
	bands: { d: string; stage: string }[];
	tails: Tail[];
};

/**
 * Steps are drawn on one scale, the largest as high as there is room, though a judgment is one thing and a row another:
 * six pairs may come of one ranking of four.
 * @param width in pixels. @returns null where there is nothing to draw
 */
export function flowOf(steps: Step[], stages: string[], projects: string[], width: number): Picture | null {
	const most = Math.max(0, ...steps.map(totalOf));
	if (most === 0 || steps.length < 2) return null;
	const gap = (width - BAR - LABEL) / (steps.length - 1);
	// What is there is seen, however little it is.
	const tall = (many: number) => (many === 0 ? 0 : Math.max(2, (many / most) * HEIGHT));
	const columns = steps.map(({ parts }, i) => {
		let y = 0;
		return parts.map((many, s) => {
			const part = { x: Math.round(i * gap), y, height: tall(many) };
			y += part.height;
			return { ...part, stage: stages[s] ?? '', project: projects[s] ?? '' };
		});
	});
	const bands = columns.slice(1).flatMap((column, i) =>
		column.flatMap((to, s) => {
			const from = columns[i]?.[s];
			if (!from || from.height === 0 || to.height === 0) return [];
			const [x0, x1] = [from.x + BAR, to.x];
			const mid = (x0 + x1) / 2;
			const d = `M${x0} ${from.y}C${mid} ${from.y} ${mid} ${to.y} ${x1} ${to.y}V${to.y + to.height}C${mid} ${to.y + to.height} ${mid} ${from.y + from.height} ${x0} ${from.y + from.height}Z`;
			return [{ d, stage: to.stage }];
		})
	);
	const tails = steps.map(({ losses }, i): Tail => {
		const column = columns[i] ?? [];
		const foot = sum(column.map(({ height }) => height));
		return {
			x: Math.round(i * gap),
			y: foot + TAIL,
			width: Math.round(i === steps.length - 1 ? LABEL : gap) - 12,
			losses: losses.length > MOST_LOSSES ? losses.slice(0, MOST_LOSSES - 1) : losses,
			more:
				losses.length > MOST_LOSSES ? sum(losses.slice(MOST_LOSSES - 1).map(({ count: many }) => many)) : 0
		};
	});
	const linesOf = (said: string, room: number) => Math.ceil((said.length * LETTER) / room);
	const foot = tails
		.filter(({ losses }) => losses.length > 0)
		.map(
			({ y, width: room, losses, more }) =>
				y +
				LINE *
					(sum(losses.map((loss) => linesOf(`−${loss.count} ${loss.reason}`, room - TAIL_INDENT))) +
						(more > 0 ? 1 : 0)) +
				APART * (losses.length + (more > 0 ? 1 : 0))
		);
	return {
		width,
		height: HEIGHT,
		whole: Math.max(HEIGHT, ...foot),
		heads: steps.map((step, i) => ({ x: Math.round(i * gap), step })),
		parts: columns.flat().filter(({ height }) => height > 0),
		bands,
		tails: tails.filter(({ losses }) => losses.length > 0)
	};
}

/** The picture as a sentence. */
export const saidOf = (steps: Step[]): string =>
	steps
		.map((step) => {
			const fell = step.losses.map(({ reason, count: many }) => `${count(many)} ${reason}`).join(', ');
			return `${count(totalOf(step))} ${step.name}${fell ? `, after leaving out: ${fell}` : ''}`;
		})
		.join('; ');
