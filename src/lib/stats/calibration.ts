/**
 * Does a confidence keep what it says, and how much may run alone by it? Read from verdicts on decisions: counts by
 * hundredths of the confidence and by how probable it was that somebody was asked.
 */
import { stratified, type Stratum } from './stratified.ts';
import { Z95, type Share } from './wilson.ts';

/** The confidence as a whole number of hundredths, 0 to 100, rounded down. */
export function bandOf(confidence: number): number {
	const near = Math.floor(confidence * 100);
	// 0.29 * 100 is less than 29.
	const band = (near + 1) / 100 <= confidence ? near + 1 : near;
	return Math.min(100, Math.max(0, band));
}

export const overruled = ['edited', 'rejected', 'responded'] as const;
export const found = ['kept', ...overruled] as const;
/** What people said of a proposal: kept as it was, or overruled in one of three ways. */
export type Found = (typeof found)[number];

/** Decisions that are alike in confidence and in how probable it was that somebody was asked. */
export type Cell = {
	/** hundredths of the confidence */
	band: number;
	/** the probability of having been asked, 0 to 1; null: nobody knows */
	asked: number | null;
	/** how many, whatever became of them */
	decisions: number;
} & Record<Found, number>;

type Counts = { decisions: number } & Record<Found, number>;
const none = (): Counts => ({ decisions: 0, kept: 0, edited: 0, rejected: 0, responded: 0 });
const add = (to: Counts, cell: Counts): void => {
	to.decisions += cell.decisions;
	for (const kind of found) to[kind] += cell[kind];
};
const wrongIn = (counts: Counts): number => overruled.reduce((sum, kind) => sum + counts[kind], 0);
const seenIn = (counts: Counts): number => counts.kept + wrongIn(counts);

const stratumOf = (counts: Counts): Stratum => ({
	size: counts.decisions,
	seen: seenIn(counts),
	hits: wrongIn(counts)
});

/** Cells joined by the probability of having been asked. What nobody could be asked about tells nothing. */
function strataOf(cells: Iterable<Cell>): Counts[] {
	const by = new Map<number, Counts>();
	for (const cell of cells) {
		if (cell.asked === null || cell.asked <= 0) continue;
		const counts = by.get(cell.asked) ?? none();
		by.set(cell.asked, counts);
		add(counts, cell);
	}
	return [...by.values()];
}

/** The share that is wrong among what would run alone at a threshold, in hundredths, at 95 %; null where nobody looked. */
export const errorAbove = (cells: readonly Cell[], threshold: number, spread = 1): Share | null =>
	stratified(strataOf(cells.filter(({ band }) => band >= threshold)).map(stratumOf), Z95, spread);

/** What would run alone at a threshold: at or above it. */
export type Point = {
	/** the threshold, in hundredths */
	at: number;
	/** the share of all decisions that runs alone */
	coverage: number;
	/** how many of them run alone, and of how many somebody said what they are */
	decisions: number;
	verdicts: number;
	/** the share that is wrong among those that run alone, at 95 %; null where nobody looked */
	error: Share | null;
	strata: Stratum[];
};

/** One point for each confidence that there is, the lowest first; 0 is no threshold. */
export function riskCoverage(cells: readonly Cell[], spread = 1): Point[] {
	const all = cells.reduce((sum, { decisions }) => sum + decisions, 0);
	const bands = [...new Set(cells.map(({ band }) => band))].sort((a, b) => b - a);
	const inBand = Map.groupBy(cells, ({ band }) => band);
	const by = new Map<number, Counts>();
	let decisions = 0;
	const points = bands.map((at): Point => {
		for (const cell of inBand.get(at) ?? []) {
			decisions += cell.decisions;
			if (cell.asked === null || cell.asked <= 0) continue;
			const counts = by.get(cell.asked) ?? none();
			by.set(cell.asked, counts);
			add(counts, cell);
		}
		const strata = [...by.values()].map(stratumOf);
		const verdicts = strata.reduce((sum, { seen }) => sum + seen, 0);
		const error = stratified(strata, Z95, spread);
		return { at, coverage: all === 0 ? 0 : decisions / all, decisions, verdicts, error, strata };
	});
	return points.filter(({ at }) => at > 0).reverse();
}

/** Decisions whose confidence lies in a tenth; the last one holds 1 as well. */
export type Tenth = {
	from: number;
	to: number;
	decisions: number;
	verdicts: number;
	/** the mean of what was said, read to the hundredth */
	confidence: number;
	/** the share that was overruled, at 95 %; null where nobody looked */
	wrong: Share | null;
	/** the share of each way, which sum to 1 */
	ways: Record<Found, number> | null;
};

/** Reliability by tenths of the confidence; tenths without a decision are left out. */
export function reliability(cells: readonly Cell[], spread = 1): Tenth[] {
	const tenths = Map.groupBy(cells, ({ band }) => Math.min(9, Math.floor(band / 10)));
	return [...tenths.entries()]
		.sort(([a], [b]) => a - b)
		.map(([tenth, inside]) => {
			const counts = strataOf(inside);
			const strata = counts.map(stratumOf);
			const decisions = inside.reduce((sum, cell) => sum + cell.decisions, 0);
			const said = inside.reduce((sum, cell) => sum + cell.band * cell.decisions, 0);
			return {
				from: tenth / 10,
				to: (tenth + 1) / 10,
				decisions,
				verdicts: strata.reduce((sum, { seen }) => sum + seen, 0),
				confidence: said / decisions / 100,
				wrong: stratified(strata, Z95, spread),
				ways: waysOf(counts)
			};
		});
}

function waysOf(strata: Counts[]): Tenth['ways'] {
	const known = strata.filter((counts) => seenIn(counts) > 0);
	const whole = known.reduce((sum, { decisions }) => sum + decisions, 0);
	if (whole === 0) return null;
	const share = (kind: Found) =>
		known.reduce((sum, counts) => sum + (counts.decisions * counts[kind]) / seenIn(counts), 0) / whole;
	return Object.fromEntries(found.map((kind) => [kind, share(kind)])) as Record<Found, number>;
}

export type CalibrationError = {
	/** how far what is said lies from what people found, on average over decisions */
	ece: number;
	/** what a confidence that keeps its word would show, with so few verdicts, by chance alone */
	chance: number;
};

/**
 * The expected calibration error over tenths: M. P. Naeini, G. Cooper, M. Hauskrecht (2015), Obtaining Well Calibrated
 * Probabilities Using Bayesian Binning, AAAI; C. Guo and others (2017), On Calibration of Modern Neural Networks, ICML.
 * It is never 0 for finitely many verdicts and depends on the bins (A. Kumar, P. Liang, T. Ma (2019), Verified
 * Uncertainty Calibration, NeurIPS), so it stands beside the mean absolute deviation that chance alone would give.
 * @returns null where nobody looked
 */
export function calibrationError(tenths: readonly Tenth[], spread = 1): CalibrationError | null {
	const seen = tenths.flatMap(({ wrong, ...tenth }) => (wrong ? [{ ...tenth, wrong }] : []));
	const all = seen.reduce((sum, { decisions }) => sum + decisions, 0);
	if (all === 0) return null;
	let ece = 0;
	let chance = 0;
	for (const { decisions, verdicts, confidence, wrong } of seen) {
		const weight = decisions / all;
		ece += weight * Math.abs(1 - wrong.share - confidence);
		const variance = (confidence * (1 - confidence) * spread) / verdicts;
		chance += weight * Math.sqrt((2 / Math.PI) * variance);
	}
	return { ece, chance };
}

/**
 * How many verdicts tell as much as one, when the same thing was proposed again and again: whatever is identical is held
 * to get the same verdict, so a cluster counts once. L. Kish (1965), Survey Sampling, section 5.4, at a correlation of 1.
 * @param squares the sum of the squares of the clusters' sizes
 */
export const spreadOf = (verdicts: number, squares: number): number =>
	verdicts === 0 ? 1 : Math.max(1, squares / verdicts);
