/** One error shape for everything: RFC 9457 problem documents with a stable `code`. */
import { Refusal } from '#lib/schema/refusal.ts';

export type Problem = {
	type: 'about:blank';
	title: string;
	status: number;
	code: string;
	detail: string;
	errors?: { path: string; message: string }[];
	/** of a 500: what to tell whoever keeps the log */
	incident?: string;
};

const titles: Record<number, string> = {
	400: 'The request cannot be read',
	401: 'Not signed in',
	403: 'Not allowed',
	404: 'Not found',
	405: 'Method not allowed',
	409: 'Conflict',
	410: 'No longer there',
	413: 'Too large',
	415: 'Unsupported media type',
	422: 'The content cannot be used',
	423: 'Stopped',
	429: 'Too many requests',
	500: 'Something broke here',
	503: 'Busy'
};

export const problemOf = (refusal: Refusal): Problem => ({
	type: 'about:blank',
	title: titles[refusal.status] ?? 'Refused',
	status: refusal.status,
	code: refusal.code,
	detail: refusal.message,
	...(refusal.details.errors ? { errors: refusal.details.errors } : {})
});

export const brokenProblem = (incident: string): Problem => ({
	type: 'about:blank',
	title: titles[500] ?? '',
	status: 500,
	code: 'internal',
	detail: `Nothing of this request was kept. Tell whoever runs this instance the number ${incident}.`,
	incident
});

export function problemResponse(problem: Problem, retryAfter?: number): Response {
	const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
	// RFC 9110, 11.6.1: a 401 says which scheme would do.
	if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="Assent"');
	if (problem.status === 429) headers.set('retry-after', String(Math.ceil(retryAfter ?? 1)));
	return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
