/** Whatever an endpoint throws, as the answer to its caller: a refusal in its own words, a bug as a number. */
import type { RequestEvent } from '@sveltejs/kit';
import { Refusal } from '#lib/schema/refusal.ts';
import { brokenProblem, problemOf, problemResponse } from './problem.ts';
import { report } from './report.server.ts';

/** A path can carry the token of a link, so the route stands in the log. */
export const placeOf = (event: RequestEvent): string =>
	`${event.request.method} ${event.route.id ?? 'no route'}`;

/** What the server in front of us says of a body that is over its own limit. */
const isTooLarge = (error: unknown): boolean =>
	error instanceof Error && 'status' in error && error.status === 413;

export function answerTo(error: unknown, event: RequestEvent): Response {
	if (error instanceof Refusal) return problemResponse(problemOf(error), error.details.retryAfter);
	if (isTooLarge(error))
		return problemResponse(problemOf(new Refusal('too_large', 'The body is larger than this server takes.')));
	// The caller hung up half-way: nobody reads the answer and nothing is broken here.
	if (event.request.signal.aborted) return new Response(null, { status: 499 });
	return problemResponse(brokenProblem(report(error, placeOf(event))));
}
