/** What every request passes: who asks, from where, how often; and what every answer carries. */
import { error, redirect } from '@sveltejs/kit';
import type { Handle, HandleServerError, RequestEvent, ServerInit } from '@sveltejs/kit';
import { openApp } from './app.server.ts';
import { SESSION_COOKIE } from '#lib/auth/auth.server.ts';
import { FORM_LIMIT } from '#lib/http/body.ts';
import { PERSON_HEADER } from '#lib/http/person.ts';
import { answerTo, placeOf } from '#lib/http/problem.server.ts';
import { problemOf, problemResponse } from '#lib/http/problem.ts';
import { report } from '#lib/http/report.server.ts';
import { keepSession } from '#lib/http/session.server.ts';
import type { RequestKind } from '#lib/metrics/metrics.server.ts';
import { environment } from '#lib/schema/environment.ts';
import { Refusal } from '#lib/schema/refusal.ts';

let app: App.Locals['app'];
export const init: ServerInit = async () => {
	app = await openApp();
};

const isProgram = ({ url }: RequestEvent): boolean =>
	/^\/(?:api|healthz|readyz|metrics|\.well-known)(?:\/|$)/.test(url.pathname);
const isSafe = ({ request }: RequestEvent): boolean => /^(?:GET|HEAD|OPTIONS)$/.test(request.method);

/** Passkeys and the cookie belong to the name, not to the number. */
function callByName(event: RequestEvent): void {
	const { hostname, port, protocol } = new URL(environment.origin);
	const asked = event.request.headers.get('host');
	if (event.request.method !== 'GET' || isProgram(event) || hostname !== 'localhost') return;
	if (asked === `127.0.0.1:${port}` || asked === `[::1]:${port}`)
		redirect(307, `${protocol}//localhost:${port}${event.url.pathname}${event.url.search}`);
}

type Identity = Pick<App.Locals, 'actor' | 'session' | 'refused'> & { renewed?: string };
const nobody: Identity = { actor: null, session: null, refused: null };

/** A key counts before a cookie; what was sent and does not count is remembered for the answer. */
async function identify({ request, cookies }: RequestEvent): Promise<Identity> {
	const header = request.headers.get('authorization');
	if (header !== null) {
		const key = /^Bearer +(\S+)$/i.exec(header)?.[1];
		const actor = key ? await app.auth.byKey(key) : null;
		if (actor) return { ...nobody, actor };
		const words = 'This key is unknown or was revoked. Send Authorization: Bearer as_….';
		return { ...nobody, refused: new Refusal('unauthenticated', words) };
	}
	const token = cookies.get(SESSION_COOKIE);
	if (!token) return nobody;
	const found = await app.auth.bySession(token);
	if (!found)
		return { ...nobody, refused: new Refusal('session_expired', 'Your session has ended. Sign in again.') };
	const { actor, session } = found;
	const meant = request.headers.get(PERSON_HEADER);
	if (meant !== null && meant !== actor.id)
		return { ...nobody, refused: new Refusal('other_person', 'Somebody else is signed in in this browser.') };
	return { ...nobody, actor, session, ...(found.renewed ? { renewed: token } : {}) };
}

async function meet(event: RequestEvent): Promise<void> {
	const { renewed, ...identity } = await identify(event);
	Object.assign(event.locals, identity);
	event.locals.again = async () => (await identify(event)).actor;
	if (renewed) keepSession(event, { token: renewed });
}

const isForm = (request: Request): boolean =>
	/^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i.test(
		request.headers.get('content-type') ?? ''
	);

/**
 * A browser sends cookies for any site that asks it to, and says which one asks. This stands for Kit's own check,
 * which knows forms alone and would refuse a program's `curl -d` with a key. @throws Refusal bad_origin
 */
function assertOrigin(event: RequestEvent): void {
	const { request, url, cookies } = event;
	if (isSafe(event) || request.headers.has('authorization')) return;
	const origin = request.headers.get('origin');
	const site = request.headers.get('sec-fetch-site') ?? 'none';
	const ours =
		origin === null
			? /^(?:same-origin|none)$/.test(site) && !(isForm(request) && cookies.get(SESSION_COOKIE))
			: origin === url.origin;
	if (!ours)
		throw new Refusal(
			'bad_origin',
			`This request came from ${origin ?? 'another site'}, and only pages of ${url.origin} may send it.`
		);
}

/** Endpoints bound their own bodies; a form's is read whole. @throws Refusal too_large */
function assertSize(event: RequestEvent): void {
	if (isSafe(event) || isProgram(event) || event.request.body === null) return;
	const length = event.request.headers.get('content-length');
	if (length === null || Number(length) > FORM_LIMIT)
		throw new Refusal('too_large', `A form may have ${FORM_LIMIT / 1024 / 1024} MB.`);
}

/**
 * Pages in the shell and working views are for people who signed in; the door leads back to them. A form is left
 * to its action, which keeps what was typed.
 */
function assertSignedIn(event: RequestEvent): void {
	if (event.locals.session || !isSafe(event) || !/^\/\((?:app|work)\)/.test(event.route.id ?? '')) return;
	const here = event.url.pathname + event.url.search;
	redirect(303, here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`);
}

const headers: Record<string, string> = {
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	// Not `no-referrer`: then a browser sends forms with the origin `null`.
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'
};

function dress(event: RequestEvent, response: Response): Response {
	for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
	if (event.url.protocol === 'https:') response.headers.set('strict-transport-security', 'max-age=31536000');
	// After a sign-out the back button shows nothing.
	if (!isProgram(event) && !response.headers.has('cache-control'))
		response.headers.set('cache-control', 'private, no-store');
	return response;
}

/** What Kit itself refuses, as a problem document. */
function asProblem(event: RequestEvent, response: Response): Response {
	const { status } = response;
	const isOurs = /json/.test(response.headers.get('content-type') ?? '');
	if ((status !== 404 && status !== 405) || isOurs) return response;
	const { method } = event.request;
	const refusal =
		status === 404
			? new Refusal('not_found', `There is nothing at ${event.url.pathname}.`)
			: new Refusal('method_not_allowed', `${method} is not among what this address takes.`);
	const problem = problemResponse(problemOf(refusal));
	const allow = response.headers.get('allow');
	if (allow) problem.headers.set('allow', allow);
	return problem;
}

async function forProgram(event: RequestEvent, resolve: Parameters<Handle>[0]['resolve']): Promise<Response> {
	try {
		await meet(event);
		assertOrigin(event);
		app.gate.admit(event);
		if (event.route.id === null) throw new Refusal('not_found', `There is nothing at ${event.url.pathname}.`);
		return asProblem(event, await resolve(event));
	} catch (thrown) {
		return answerTo(thrown, event);
	}
}

async function forPerson(event: RequestEvent, resolve: Parameters<Handle>[0]['resolve']): Promise<Response> {
	try {
		callByName(event);
		await meet(event);
		assertOrigin(event);
		app.gate.admit(event);
		assertSize(event);
		assertSignedIn(event);
		return await resolve(event);
	} catch (thrown) {
		if (thrown instanceof Refusal) error(thrown.status, { message: thrown.message, code: thrown.code });
		throw thrown;
	}
}

/** What was asked for, as durations are told apart: who waits for an answer on purpose is not slow. */
function kindOf(event: RequestEvent, response: Response): RequestKind {
	if (!isProgram(event)) return 'page';
	if (/event-stream/.test(response.headers.get('content-type') ?? '')) return 'stream';
	return Number(event.url.searchParams.get('wait') ?? 0) > 0 ? 'wait' : 'api';
}

export const handle: Handle = async ({ event, resolve }) => {
	Object.assign(event.locals, { ...nobody, app, again: async () => null });
	const began = performance.now();
	const response = dress(event, await (isProgram(event) ? forProgram : forPerson)(event, resolve));
	const seconds = (performance.now() - began) / 1000;
	app.metrics.request(kindOf(event, response), event.request.method, response.status, seconds);
	return response;
};

/** The words of the error page. A bug shows its number; its stack is in the log. */
export const handleError: HandleServerError = ({ error: thrown, event, status, message }) => {
	if (thrown instanceof Refusal) return { message: thrown.message, code: thrown.code };
	if (status === 404) return { message: 'There is no such page.', code: 'not_found' };
	if (status < 500) return { message };
	return {
		message: 'Something broke here. What you saved before is safe.',
		code: 'internal',
		incident: report(thrown, placeOf(event))
	};
};
