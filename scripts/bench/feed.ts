/** Sends a body of many rows, or reads one, in a process of its own; holds neither in memory. */
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { serve } from './child.ts';
import {
	chunks,
	laterLine,
	laterToneLine,
	matchLine,
	pairLine,
	preferenceLine,
	ratingLine,
	scoredLine,
	textLine,
	toneLine,
	voteLine
} from './rows.ts';

const lineOf = {
	pairs: pairLine,
	texts: textLine,
	matches: matchLine,
	scored: scoredLine,
	votes: voteLine,
	ratings: ratingLine,
	tones: toneLine,
	preferences: preferenceLine,
	later: laterLine,
	'later tones': laterToneLine
};
export type Rows = keyof typeof lineOf;

export type Job = { port: number; path: string; admin: string } & (
	{ act: 'send'; rows: Rows; from: number; to: number } | { act: 'read' }
);
/** `first`: milliseconds from the request to the first byte of a body that is read */
export type Fed = {
	seconds: number;
	rows: number;
	bytes: number;
	first: number | null;
	answer: Record<string, unknown>;
};

const textOf = async (response: IncomingMessage): Promise<string> => {
	let text = '';
	for await (const chunk of response) text += String(chunk);
	return text;
};

const assertOk = async (response: IncomingMessage): Promise<void> => {
	if (response.statusCode !== 200)
		throw new Error(`${response.statusCode} ${(await textOf(response)).slice(0, 500)}`);
};

const headersOf = ({ admin }: Job) => ({ authorization: admin, 'content-type': 'application/x-ndjson' });

/** Rows until `to`, or until an early end is asked for; the seconds last from the first byte to the answer. */
async function send(job: Extract<Job, { act: 'send' }>, stopping: AbortSignal): Promise<Fed> {
	const { port, path } = job;
	const sending = request({ host: '127.0.0.1', port, path, method: 'POST', headers: headersOf(job) });
	const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
	answered.catch(() => {});
	const start = performance.now();
	let bytes = 0;
	for (const chunk of chunks(lineOf[job.rows], job.from, job.to)) {
		if (stopping.aborted) break;
		bytes += chunk.length;
		if (!sending.write(chunk)) await Promise.race([once(sending, 'drain'), answered]);
		// Between two chunks the message that asks for an end can arrive.
		else await new Promise((resolve) => setImmediate(resolve));
	}
	sending.end();
	const [response] = await answered;
	await assertOk(response);
	const answer = JSON.parse(await textOf(response)) as Record<string, unknown>;
	const seconds = (performance.now() - start) / 1000;
	return { seconds, rows: Number(answer.created), bytes, first: null, answer };
}

const NEWLINE = 10;

/** Until its end, or until an early end is asked for: then the connection is broken off. */
async function read(job: Extract<Job, { act: 'read' }>, stopping: AbortSignal): Promise<Fed> {
	const { port, path } = job;
	const start = performance.now();
	const asking = request({ host: '127.0.0.1', port, path, headers: headersOf(job) });
	asking.end();
	const [response] = (await once(asking, 'response')) as [IncomingMessage];
	await assertOk(response);
	let rows = 0;
	let bytes = 0;
	let first: number | null = null;
	for await (const chunk of response as AsyncIterable<Buffer>) {
		if (stopping.aborted) break;
		first ??= performance.now() - start;
		bytes += chunk.length;
		for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) rows++;
	}
	return { seconds: (performance.now() - start) / 1000, rows, bytes, first, answer: {} };
}

serve<Job, Fed>((job, stopping) => (job.act === 'send' ? send(job, stopping) : read(job, stopping)));
