/** The browser's way to the API: JSON in, JSON or a problem out, and a network that is gone is told apart. */
import { PERSON_HEADER } from './person.ts';
import type { Problem } from './problem.ts';

export type Outcome<T> =
	| { ok: true; status: number; body: T }
	/** the server refused or broke: its own words */
	| { ok: false; status: number; problem: Problem }
	/** nobody answered */
	| { ok: false; status: 0; problem: Problem };

const unreachable: Problem = {
	type: 'about:blank',
	title: 'No connection',
	status: 0,
	code: 'offline',
	detail: 'The server does not answer. Your work is kept on this page.'
};

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type CallOptions = {
	/** goes out though the page closes */
	keepalive?: boolean;
	/** gives up after so long */
	timeoutMs?: number;
	/** gives up when nobody wants the answer any more */
	signal?: AbortSignal;
	/** the session that stands for it must be this person's */
	person?: string;
};

export async function call<T>(
	method: Method,
	path: string,
	body?: unknown,
	options: CallOptions = {}
): Promise<Outcome<T>> {
	let response: Response;
	try {
		response = await fetch(path, {
			method,
			...(options.keepalive ? { keepalive: true } : {}),
			...(options.timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(options.timeoutMs) }),
			...(options.signal ? { signal: options.signal } : {}),
			headers: {
				...(options.person === undefined ? {} : { [PERSON_HEADER]: options.person }),
				...(body === undefined ? {} : { 'content-type': 'application/json' })
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
	} catch {
		return { ok: false, status: 0, problem: unreachable };
	}
	const text = await response.text().catch(() => '');
	const json: unknown =
		text === ''
			? null
			: await Promise.resolve(text)
					.then(JSON.parse)
					.catch(() => null);
	if (response.ok) return { ok: true, status: response.status, body: json as T };
	const problem = (json as Problem | null) ?? {
		...unreachable,
		title: 'Unreadable answer',
		code: 'unreadable'
	};
	return { ok: false, status: response.status, problem };
}

/**
 * Requests of a page that was made for one person. A browser has one session, and somebody else may have signed
 * in beside the page: then the server refuses, as if nobody had.
 */
export const callAs =
	(person: string) =>
	<T>(method: Method, path: string, body?: unknown, options: CallOptions = {}): Promise<Outcome<T>> =>
		call<T>(method, path, body, { ...options, person });
