/** One attempt: a POST that follows no redirect, ends in time, and keeps a short excerpt of what a refusal says. */
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Reach } from './reach.server.ts';
import { retryAfter } from './schedule.ts';

/** The specification recommends 15 to 30 seconds. */
export const TIMEOUT_MS = 20_000;
/** Of an answer's body. */
const EXCERPT_BYTES = 1024;
const EXCERPT_CHARACTERS = 200;

export type Outcome =
	| { ok: true; status: number }
	| {
			ok: false;
			/** null: no answer */
			status: number | null;
			/** for a person */
			error: string;
			/** milliseconds that the receiver asked for */
			asked: number | null;
	  };

async function excerptOf(answer: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of answer as AsyncIterable<Buffer>) {
		parts.push(part);
		if ((size += part.length) >= EXCERPT_BYTES) break;
	}
	// What cannot be read as a line of text says nothing to anybody.
	return Buffer.concat(parts)
		.subarray(0, EXCERPT_BYTES)
		.toString('utf8')
		.replace(/[\p{C}\s]+/gu, ' ')
		.trim()
		.slice(0, EXCERPT_CHARACTERS);
}

const words: Record<string, string> = {
	ECONNREFUSED: 'nothing listens there',
	ECONNRESET: 'the connection was cut',
	EPIPE: 'the connection was cut',
	ETIMEDOUT: 'it could not be reached in time',
	ABORT_ERR: `it did not answer within ${TIMEOUT_MS / 1000} seconds`
};

/** Why there was no answer; never the whole error, which may name what is inside. */
function wordsOf(error: unknown): string {
	if (error instanceof Refusal) return error.message;
	const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
	const { code = '', name = '' } = (inner ?? {}) as { code?: string; name?: string };
	if (name === 'TimeoutError') return words.ABORT_ERR ?? '';
	return words[code] ?? `no connection (${code || name || 'unknown'})`;
}

function answerOf(
	url: URL,
	headers: Record<string, string>,
	body: string,
	reach: Reach,
	signal: AbortSignal
): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
		const asked = send(url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'content-length': String(Buffer.byteLength(body)),
				'user-agent': 'Assent-Webhooks/1',
				...headers
			},
			agent: false,
			lookup: reach.lookupFor(url),
			signal
		});
		asked.once('response', resolve);
		asked.once('error', reject);
		asked.end(body);
	});
}

export async function post(
	address: string,
	headers: Record<string, string>,
	body: string,
	reach: Reach,
	now: number,
	timeoutMs = TIMEOUT_MS
): Promise<Outcome> {
	try {
		const url = new URL(address);
		// A literal address is never looked up, so it is judged here as well.
		await reach.assertUrl(url);
		const answer = await answerOf(url, headers, body, reach, AbortSignal.timeout(timeoutMs));
		const status = answer.statusCode ?? 0;
		if (status >= 200 && status < 300) {
			answer.destroy();
			return { ok: true, status };
		}
		const said = await excerptOf(answer).catch(() => '');
		answer.destroy();
		const redirected = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
		return {
			ok: false,
			status,
			error: `it answered ${status}${redirected}${said === '' ? '' : `: ${said}`}`,
			asked: retryAfter(answer.headers['retry-after'], now)
		};
	} catch (error) {
		return { ok: false, status: null, error: wordsOf(error), asked: null };
	}
}
