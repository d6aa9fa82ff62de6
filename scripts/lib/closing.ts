/** The end of a run, of which a machine that builds shows little more: a table, what failed, and one plain count. */
import type { Count } from './count.ts';
import { inLines, type Failure } from './failures.ts';

export type Part = { name: string; seconds: number; count: Count; failures: Failure[] };

export type Run = {
	/** in the order of the table */
	parts: readonly Part[];
	/** seconds before the first part */
	installed: number;
	prepared: number;
	/** seconds since the parts began: fewer than they took together, where two run side by side */
	total: number;
	rounds: number;
	/** why tests could not run here */
	missing: readonly string[];
	/** said behind the count: what was left out, and is no failure */
	left: string | null;
};

const nameless: Failure = {
	file: '',
	test: null,
	message: 'It ended without a name. Its output stands above.',
	at: []
};

export const verdictOf = ({ failed, passed, skipped }: Count): string =>
	failed > 0 ? 'FAILED' : passed === 0 && skipped > 0 ? 'skipped' : 'ok';

const sum = (parts: readonly Part[], of: keyof Count): number =>
	parts.reduce((total, { count }) => total + count[of], 0);

export function closing({ parts, installed, prepared, total, rounds, missing, left }: Run): string[] {
	const row = (name: string, seconds: number, ...cells: string[]): string =>
		[name.padEnd(40), seconds.toFixed(1).padStart(8), ...cells].join(' ');
	// A part never fails without a line.
	const failed = parts.map(({ name, failures, count }) => ({
		name,
		failures: count.failed > 0 && failures.length === 0 ? [nameless] : failures
	}));
	return [
		'part                                      seconds  passed  failed  skipped',
		row('install: packages', installed),
		row('prepare: programs, PostgreSQL cluster', prepared),
		...parts.map(({ name, seconds, count }) =>
			row(
				name,
				seconds,
				String(count.passed).padStart(7),
				String(count.failed).padStart(7),
				String(count.skipped).padStart(8),
				` ${verdictOf(count)}`
			)
		),
		row('all of them, side by side', total),
		...missing,
		`rounds: ${rounds} (ASSENT_ROUNDS)`,
		'',
		...inLines(failed),
		`${sum(parts, 'passed')} passed, ${sum(parts, 'failed')} failed, ${sum(parts, 'skipped')} skipped${left === null ? '' : ` (${left})`}`
	];
}
