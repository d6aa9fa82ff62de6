/** The browser's way to the API: JSON in, JSON or a problem out, and a network that is gone is told apart. */
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

export async function call<T>(
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
	path: string,
	body?: unknown,
	options: { keepalive?: boolean } = {}
): Promise<Outcome<T>> {
	let response: Response;
	try {
		response = await fetch(path, {
			method,
			...(options.keepalive ? { keepalive: true } : {}),
			...(body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
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
