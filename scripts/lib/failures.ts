/**
 * What failed in a run, for its very end: a machine that builds shows little more than that. Written down at once, a
 * line each, so that a part that is ended later still names what failed before.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';

export type Failure = {
	/** relative to the project; empty for what is no test */
	file: string;
	/** with the names of its groups; null when the file itself failed, as it was loaded or in a hook */
	test: string | null;
	message: string;
	/** lines of ours that it went through, the innermost first: file:line:column */
	at: string[];
};

/** What vitest tells of an error that a worker threw. */
export type Thrown = { message: string; name?: string; stack?: string; diff?: string; cause?: Thrown };

const LINES = { message: 6, diff: 14 };
const WIDTH = 240;
/** Whoever breaks everything at once reads the first of them whole, and the names of the others. */
const WHOLE = 20;

const plain = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '');

const first = (text: string, lines: number): string[] => {
	const all = plain(text)
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)} …` : line));
	return all.length > lines ? [...all.slice(0, lines), '…'] : all;
};

const frame = /^\s*at .*?\(?((?:file:\/\/)?\/[^()]*?:\d+:\d+)\)?$/;

/** @param root the folder of the project; a place in a package or in Node is not ours */
const placesIn = (stack: string, root: string): string[] =>
	stack.split('\n').flatMap((line) => {
		const place = frame.exec(line)?.[1]?.replace(/^file:\/\//, '');
		if (place === undefined || place.includes('/node_modules/')) return [];
		const near = relative(root, place);
		return near.startsWith('..') || isAbsolute(near) ? [] : [near];
	});

export function failureOf(file: string, test: string | null, error: Thrown, root = process.cwd()): Failure {
	const causes: Thrown[] = [];
	for (let next = error.cause; next && causes.length < 3; next = next.cause) causes.push(next);
	const message = [
		...first(`${error.name ? `${error.name}: ` : ''}${error.message}`, LINES.message),
		...first(error.diff ?? '', LINES.diff),
		...causes.flatMap((cause) => first(`Caused by: ${cause.message}`, LINES.message))
	].join('\n');
	return { file, test, message, at: placesIn(error.stack ?? '', root).slice(0, 3) };
}

/** The last lines: where a command tells what went wrong. */
export const lastLines = (output: string, lines = 20): string =>
	plain(output).trim().split('\n').slice(-lines).join('\n');

/** Where a run keeps them: nowhere, unless `suite.ts` asks. */
export function note(failure: Failure, to = process.env.ASSENT_FAILURES): void {
	if (to !== undefined) appendFileSync(to, `${JSON.stringify(failure)}\n`);
}

export const readFailures = (from: string): Failure[] =>
	existsSync(from)
		? readFileSync(from, 'utf8')
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line) as Failure)
		: [];

/** @param parts what failed, by the name of its part */
export function inLines(parts: { name: string; failures: Failure[] }[]): string[] {
	let told = 0;
	return parts.flatMap(({ name, failures }) =>
		failures.flatMap(({ file, test, message, at }) => {
			const title = [name, file, test].filter((word) => word !== null && word !== '').join(' › ');
			const place = at.length > 0 ? [`    at ${at.join(', ')}`] : [];
			const whole = told++ < WHOLE ? message.split('\n').map((line) => `    ${line}`) : [];
			return [`FAILED ${title}`, ...whole, ...place];
		})
	);
}
