/**
 * One thing that a person did with an assignment, as the browser keeps it: an answer or a skip that waits to be
 * sent, was taken, or was refused. There is one entry an assignment: answering again takes its place.
 */
import type { Json } from '#lib/schema/json.ts';
import { clock, type Held, type Origin, type Outcome, type Trouble } from './sitting.ts';

/** Where one goes on with what was given; what an older page kept knows its project alone. */
export const placeOf = ({ slug, view }: Origin): string => `/projects/${slug}${view ? `/${view}` : ''}`;

export type Entry<Item = unknown, Draft = unknown> = {
	/** whose it is: it is sent under their session alone */
	person: string;
	/** the assignment */
	id: string;
	/** order of giving */
	n: number;
	/** another one each time that it is given: what is acknowledged is this and no later one */
	rev: string;
	project: Origin;
	held: Held<Item>;
	draft: Draft;
	/** null: it was skipped */
	answers: Record<string, Json> | null;
	/** why it was skipped */
	reason: string | null;
	flagged: boolean;
	dwellMs: number;
	/** milliseconds */
	at: number;
	state: 'waiting' | 'sent' | 'refused';
	/** why it was refused */
	problem: Trouble | null;
	/** whether the answer counts; null until the server has taken one */
	counted: boolean | null;
};
/** What a sitting gives; the rest is the outbox's. */
export type Given<Item = unknown, Draft = unknown> = Pick<
	Entry<Item, Draft>,
	'project' | 'held' | 'draft' | 'answers' | 'reason' | 'flagged' | 'dwellMs'
>;
export type Taken = { counted?: boolean; supersedes?: string };

/** So many done things of a project are kept, to be looked at again. */
export const HISTORY = 10;
/** What was sent longer ago is nobody's last ten minutes. */
const STALE_MS = 12 * 3600 * 1000;

/** Nobody answered, or not as they should: the same request may well pass in a while. */
export const mayPass = (status: number): boolean =>
	status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;

export const isAfter = (a: Entry, b: Entry): number => a.n - b.n || (a.id < b.id ? -1 : 1);

/** As it stands once it is given: one that is answered again keeps its place and what the server said before. */
export const given = (
	before: Entry | null,
	act: Given,
	{ person, rev, now }: { person: string; rev: string; now: number }
): Entry => ({
	...act,
	person,
	id: act.held.id,
	n: before?.n ?? now,
	rev,
	at: now,
	state: 'waiting',
	problem: null,
	counted: before?.counted ?? null
});

/** The request that sends it. */
export const requestOf = ({ held, answers, reason, dwellMs }: Entry): { path: string; body: object } =>
	answers === null
		? {
				path: `/api/v1/assignments/${held.id}/skip`,
				body: { token: held.token, ...(reason ? { reason } : {}) }
			}
		: {
				path: `/api/v1/assignments/${held.id}/submit`,
				body: { token: held.token, answers, dwell_ms: dwellMs }
			};

/** Answered on another page of the same person, or withdrawn meanwhile: there is nothing left to skip. */
const isMoot = (entry: Entry, status: number): boolean =>
	entry.answers === null && (status === 409 || status === 404);

/**
 * What the server's word makes of it. One that was given again meanwhile still waits, but the server knows an
 * earlier answer now.
 * @param sent as it was sent
 */
export function settled(now: Entry | null, sent: Entry, outcome: Outcome<Taken>): Entry | null {
	if (!now) return null;
	const isSame = now.rev === sent.rev;
	if (outcome.ok) {
		const counted = sent.answers === null ? now.counted : (outcome.body.counted ?? true);
		return { ...now, counted, ...(isSame ? { state: 'sent' as const, problem: null } : {}) };
	}
	if (!isSame) return now;
	return isMoot(sent, outcome.status)
		? { ...now, state: 'sent' }
		: { ...now, state: 'refused', problem: outcome.problem };
}

/** What the saved-state says of an act that the server has taken. */
export function saidOf(entry: Entry, outcome: Outcome<Taken>, now: number): string {
	if (!outcome.ok) return outcome.status === 404 ? 'It is not there any more' : 'Answered on another page';
	if (entry.answers === null) return `Skipped ${clock(now)}`;
	const late = outcome.body.counted === false ? ', kept as an extra one: somebody else filled the place' : '';
	return `Saved ${clock(now)}${late}`;
}

/** The sent ones that nobody looks back at any more: all but the last ten of a project. */
export function stale(entries: Entry[], now: number): Entry[] {
	const seen = new Map<string, number>();
	return entries
		.toSorted(isAfter)
		.reverse()
		.filter((entry) => {
			const { slug } = entry.project;
			const later = seen.get(slug) ?? 0;
			seen.set(slug, later + 1);
			return entry.state === 'sent' && (later >= HISTORY || entry.at < now - STALE_MS);
		});
}
