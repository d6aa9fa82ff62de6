/** Runs in each worker of the tests, for each file: writes down what it is at. */
import { relative } from 'node:path';
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { begin, forget } from './under-way.ts';

const file = relative('.', expect.getState().testPath ?? 'a file without a name');

begin(file);
beforeEach(({ task }) => begin(file, task.name, task.timeout));
afterEach(() => begin(file));
// Hooks end in the order opposite to the one they began in: this is the file's last.
afterAll(() => forget());
