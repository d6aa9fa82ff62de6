/** A reporter of vitest that writes down each failure as it happens: of a test, of a group's or file's hook, or of nobody. */
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { failureOf, note, type Thrown } from './failures.ts';

/** With the file, and the test that was last begun in it. */
type Unhandled = Thrown & { VITEST_TEST_PATH?: string; VITEST_TEST_NAME?: string };

const noteAll = (file: string, test: string | null, errors: readonly Thrown[]): void => {
	for (const error of errors) note(failureOf(file, test, error));
};

export default class SayFailed implements Reporter {
	onTestCaseResult(test: TestCase): void {
		const result = test.result();
		if (result.state === 'failed') noteAll(test.module.relativeModuleId, test.fullName, result.errors);
	}

	onTestSuiteResult(group: TestSuite): void {
		noteAll(group.module.relativeModuleId, group.fullName, group.errors());
	}

	onTestModuleEnd(file: TestModule): void {
		noteAll(file.relativeModuleId, null, file.errors());
	}

	/** What was thrown while nobody waited, or a worker that ended: vitest fails the run and no test. */
	onTestRunEnd(_files: readonly TestModule[], unhandled: readonly Unhandled[]): void {
		for (const error of unhandled) {
			const file = error.VITEST_TEST_PATH === undefined ? '' : relative('.', error.VITEST_TEST_PATH);
			const last =
				error.VITEST_TEST_NAME === undefined ? '' : `, during or after “${error.VITEST_TEST_NAME}”`;
			noteAll(file, `an error that no test waited for${last}`, [error]);
		}
	}
}
