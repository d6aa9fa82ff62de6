/** What is kept and what is dropped, as shapes: bars that shrink from step to step, and under each what fell out. */
import type {
	ExportReport,
	ItemsReport,
	PairsReport,
	LabelsReport,
	VerdictReport
} from '#lib/datasets/export.ts';
import { unfitting } from '#lib/datasets/policy.ts';
import { unfit } from '#lib/datasets/targets/target.ts';
import { undecided } from '#lib/project/consensus.ts';
import { plural } from '#lib/ui/words.ts';

export type Loss = { reason: string; count: number };
export type Step = { name: string; count: number; losses: Loss[] };

/** Each reason in words; those that follow from what stands in a row, as its contract tells them. */
const words: Record<string, string> = {
	...unfit,
	split: 'split votes',
	tie: 'ties',
	all_bad: 'all bad',
	unranked: 'left unranked',
	few: 'too few judgments',
	disagreement: 'too few agree',
	weak: 'preferred too weakly',
	not_chosen: 'pairs that are not taken',
	blank: 'blank response',
	identical: 'same text twice',
	tool_calls: 'tool calls',
	other_verdict: 'another verdict than this format is made of',
	no_prompt: 'the agent sent no conversation'
};

type Dropped = Partial<Record<string, number>>;

/** What is not in the file, the most first. */
export const lossesOf = (dropped: Dropped): Loss[] =>
	Object.entries(dropped)
		.map(([reason, count = 0]) => ({ reason: words[reason] ?? reason, count }))
		.filter(({ count }) => count > 0)
		.toSorted((a, b) => b.count - a.count);

const isVote = (reason: string): boolean => [...undecided, ...unfitting].some((own) => own === reason);
const some = (dropped: Dropped, is: (reason: string) => boolean): Dropped =>
	Object.fromEntries(Object.entries(dropped).filter(([reason]) => is(reason)));

/** From the pairs of resolved items to the rows of the file. */
export const stepsOf = (report: PairsReport): Step[] => [
	{ name: report.per === 'item' ? 'pairs' : 'judged pairs', count: report.pairs, losses: [] },
	{ name: 'decided', count: report.decided, losses: lossesOf(some(report.dropped, isVote)) },
	{ name: 'rows', count: report.rows, losses: lossesOf(some(report.dropped, (reason) => !isVote(reason))) }
];

const HEIGHT = 168;
const BAR = 10;
const LABEL = 190;
/** From a bar to what fell out below it, and a line of that. */
const TAIL = 10;
const LINE = 18;

export type Picture = {
	width: number;
	height: number;
	/** what the losses need below the bars */
	below: number;
	bars: { x: number; height: number; step: Step }[];
	/** from a bar to the next */
	bands: string[];
};

/** Null where there is nothing to draw. @param width in pixels */
export function flowOf(steps: Step[], width: number): Picture | null {
	const [first] = steps;
	if (!first || first.count === 0) return null;
	const gap = (width - BAR - LABEL) / (steps.length - 1);
	// What is there is seen, however little it is.
	const tall = (count: number) => (count === 0 ? 0 : Math.max(2, Math.round((count / first.count) * HEIGHT)));
	const bars = steps.map((step, i) => ({ x: Math.round(i * gap), height: tall(step.count), step }));
	const bands = bars.slice(1).map((bar, i) => {
		const from = bars[i] ?? bar;
		const [x0, x1] = [from.x + BAR, bar.x];
		const mid = (x0 + x1) / 2;
		return `M${x0} 0H${x1}V${bar.height}C${mid} ${bar.height} ${mid} ${from.height} ${x0} ${from.height}Z`;
	});
	const below = Math.max(
		0,
		...bars.map(({ height, step: { losses } }) =>
			losses.length === 0 ? 0 : height + TAIL + losses.length * LINE - HEIGHT
		)
	);
	return { width, height: HEIGHT, below, bars, bands };
}

/** The finding: what the file will hold. */
export function findingOf(report: PairsReport): string {
	const rows = report.rows.toLocaleString('en-GB');
	if (report.rows > 0)
		return `${rows} ${report.rows === 1 ? 'row' : 'rows'}, each with a chosen and a rejected answer`;
	if (report.items.resolved === 0) return 'No item is resolved yet, so the file is empty';
	return 'Nothing is decided, so the file is empty';
}

/** The same of a file that is made of verdicts. */
export function verdictFinding({ rows, verdicts }: VerdictReport): string {
	if (rows > 0)
		return `${rows.toLocaleString('en-GB')} ${rows === 1 ? 'row' : 'rows'} of what people made of it`;
	return verdicts === 0
		? 'Nobody concluded a decision yet, so the file is empty'
		: 'No verdict fits this format, so the file is empty';
}

/** Of items, by a format that is made of no pairs. */
export function itemsFinding({ rows, items }: ItemsReport): string {
	if (rows > 0) return `${plural(rows, 'row')} of ${plural(items.resolved, 'resolved item')}`;
	return items.resolved === 0
		? 'No item is resolved yet, so the file is empty'
		: 'No item fits this format, so the file is empty';
}

/** And of labels. */
/** Labels have a page of their own: question by question. */
export const labelsOf = (report: ExportReport | null): LabelsReport | null =>
	report?.format === 'labels' && 'examples' in report && 'questions' in report ? report : null;

export function labelsFinding({ rows, items }: LabelsReport): string {
	if (rows > 0) return `${plural(rows, 'row')}, each with what most people say of an item`;
	return items.resolved === 0
		? 'No item is resolved yet, so the file is empty'
		: 'No row is left, so the file is empty';
}
