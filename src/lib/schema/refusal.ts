/** An expected refusal: a code for programs, a sentence for a person. Everything else that throws is a bug. */

const statuses = {
	invalid_json: 400,
	invalid_cursor: 400,
	unauthenticated: 401,
	session_expired: 401,
	wrong_credentials: 401,
	other_person: 401,
	forbidden: 403,
	bad_origin: 403,
	bad_token: 403,
	reauth_required: 403,
	passkey_required: 403,
	passkey_refused: 403,
	passkey_unknown: 403,
	passkey_unconfirmed: 403,
	separation_of_duties: 403,
	not_found: 404,
	method_not_allowed: 405,
	conflict: 409,
	append_only: 409,
	idempotency_conflict: 409,
	idempotency_pending: 409,
	key_conflict: 409,
	slug_taken: 409,
	email_taken: 409,
	settled: 409,
	settle_first: 409,
	retained: 409,
	lease_lost: 409,
	view_first: 409,
	too_soon: 409,
	still_open: 409,
	not_asked: 409,
	held: 409,
	superseded: 409,
	already_signed: 409,
	stale_policy: 409,
	stale_loop: 409,
	grant_consumed: 409,
	action_mismatch: 409,
	paused: 409,
	archived: 409,
	last_admin: 409,
	passkey_known: 409,
	too_many: 409,
	no_passkeys: 409,
	gone: 410,
	link_expired: 410,
	challenge_spent: 410,
	grant_expired: 410,
	too_large: 413,
	row_too_large: 413,
	unsupported_media: 415,
	halted: 423,
	rate_limited: 429,
	busy: 503
} as const;

/** Codes without a line above are mistakes in what was sent: 422. */
export const statusOf = (code: string): number =>
	Object.hasOwn(statuses, code) ? statuses[code as keyof typeof statuses] : 422;

/** One mistake inside a document: `path` is a JSON pointer (RFC 6901). */
export type Mistake = { path: string; message: string };
export type RefusalDetails = { errors?: Mistake[]; retryAfter?: number };

export class Refusal extends Error {
	readonly code: string;
	readonly status: number;
	readonly details: RefusalDetails;

	constructor(code: string, message: string, details: RefusalDetails = {}) {
		super(message);
		this.name = 'Refusal';
		this.code = code;
		this.status = statusOf(code);
		this.details = details;
	}
}
