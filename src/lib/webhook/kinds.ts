/** What webhooks tell of, and how an event of the log becomes a message: ids, states and links, never content. */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';

export type KindName = (typeof kinds)[number]['kind'];

/** Grouped as a person chooses them. */
export const kinds = [
	{ group: 'Decisions', kind: 'decision.pending', about: 'one waits for a person, or for a veto' },
	{
		group: 'Decisions',
		kind: 'decision.escalated',
		about: 'nobody answered in the time that its gate gives, so others are asked'
	},
	{
		group: 'Decisions',
		kind: 'decision.expiring',
		about: 'a fifth of its time is left, or a quarter of an hour'
	},
	{ group: 'Decisions', kind: 'decision.expired', about: 'nobody answered: it is rejected' },
	{ group: 'Decisions', kind: 'decision.approved', about: 'approved by people, or unvetoed' },
	{ group: 'Decisions', kind: 'decision.approved_with_edit', about: 'approved as people changed it' },
	{ group: 'Decisions', kind: 'decision.rejected', about: 'rejected, or vetoed' },
	{ group: 'Decisions', kind: 'decision.responded', about: 'answered in words instead' },
	{ group: 'Decisions', kind: 'decision.cancelled', about: 'taken back by its agent' },
	{ group: 'Decisions', kind: 'decision.auto_approved', about: 'ran by policy, with nobody asked' },
	{ group: 'Decisions', kind: 'decision.denied', about: 'denied by policy' },
	{ group: 'Decisions', kind: 'decision.halted', about: 'proposed while a halt stood' },
	{ group: 'Decisions', kind: 'decision.reversed', about: 'found afterwards that it should not have run' },
	{ group: 'Decisions', kind: 'decision.outcome_reported', about: 'its agent said how it went' },
	{
		group: 'Control',
		kind: 'halt.created',
		about: 'agents were stopped: what was open in its scope is over'
	},
	{ group: 'Control', kind: 'halt.lifted', about: 'agents may go on' },
	{ group: 'Control', kind: 'policy.changed', about: 'the rules of a runtime project changed' },
	{ group: 'Data', kind: 'dataset.versioned', about: 'a version of a dataset is there' },
	{ group: 'Data', kind: 'job.failed', about: 'long work, such as a version, failed' }
] as const;

const names: readonly string[] = kinds.map(({ kind }) => kind);
const isKind = (name: string): name is KindName => names.includes(name);

/** Of the log, as it is written in `event`. */
export type Told = {
	id: string;
	position: number;
	at: number;
	type: string;
	project: string | null;
	subject: { type: string; id: string };
	data: Json;
};

const textIn = (data: Json, name: string): string | null => {
	const value = isObject(data) ? data[name] : null;
	return typeof value === 'string' ? value : null;
};

const submitted: Record<string, KindName> = {
	pending: 'decision.pending',
	veto_open: 'decision.pending',
	auto_approved: 'decision.auto_approved',
	denied: 'decision.denied',
	rejected: 'decision.rejected',
	halted: 'decision.halted'
};

/** Which kind an event is; null: webhooks do not tell of it. */
export function kindOf({ type, data }: Pick<Told, 'type' | 'data'>): KindName | null {
	if (type === 'decision.submitted') return submitted[textIn(data, 'status') ?? ''] ?? null;
	if (type === 'decision.unwatched') return 'decision.pending';
	if (type === 'decision.vetoed') return 'decision.rejected';
	return isKind(type) ? type : null;
}

/** What of an event's data goes out: names and states that the log gives, none of which a person typed freely. */
const passed = ['agent', 'action', 'status', 'outcome', 'scope', 'version', 'rows', 'kind'];

function linksOf({ project, subject }: Told, origin: string): JsonObject {
	const { type, id } = subject;
	if (type === 'decision')
		return {
			api: `${origin}/api/v1/decisions/${id}`,
			...(project === null ? {} : { page: `${origin}/projects/${project}/inbox?id=${id}` })
		};
	if (type === 'halt') return { api: `${origin}/api/v1/halts` };
	if (type === 'job') return { api: `${origin}/api/v1/jobs/${id}` };
	return project === null ? {} : { page: `${origin}/projects/${project}` };
}

/**
 * The body of a message, by the Standard Webhooks specification: `type`, `timestamp` of what happened, `data`.
 * @param origin where people reach this instance
 */
export function messageOf(event: Told, kind: string, origin: string): string {
	const { data } = event;
	const told = isObject(data) ? passed.filter((name) => data[name] !== undefined && data[name] !== null) : [];
	return JSON.stringify({
		type: kind,
		timestamp: new Date(event.at).toISOString(),
		data: {
			...Object.fromEntries(told.map((name) => [name, isObject(data) ? data[name] : null])),
			id: event.subject.id,
			project: event.project,
			position: event.position,
			links: linksOf(event, origin)
		}
	});
}

/** Whom a webhook hears of: its project, and what holds everywhere. A halt of one agent elsewhere is not its business. */
export function isHeard(
	{ type, project, data }: Pick<Told, 'type' | 'project' | 'data'>,
	scope: { all: true } | { slug: string | null }
): boolean {
	if ('all' in scope) return true;
	if (project !== null) return project === scope.slug;
	return type.startsWith('halt.') && textIn(data, 'scope') === 'all';
}
