/** How many tests passed, failed and were skipped, from what vitest's JSON reporter wrote. */
import { existsSync, readFileSync } from 'node:fs';

export type Count = { passed: number; failed: number; skipped: number };

type Report = { testResults: { status: string; assertionResults: { status: string }[] }[] };

/** A file that does not even load is one failure; so is a vitest that ended badly without naming any. */
export const readCount = (file: string, ok: boolean): Count => {
	if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
	const files = (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults;
	const tests = files.flatMap(({ assertionResults }) => assertionResults);
	const passed = tests.filter(({ status }) => status === 'passed').length;
	const broken = tests.filter(({ status }) => status === 'failed').length;
	const unloaded = files.filter(
		({ status, assertionResults }) =>
			status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
	).length;
	const failed = broken + unloaded;
	return { passed, failed: ok || failed > 0 ? failed : 1, skipped: tests.length - passed - broken };
};
