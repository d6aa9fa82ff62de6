/**
 * Lists of decisions for people: what waits, soonest first; what ran alone and comes back for a look; the latest.
 * A page costs the same whatever waits behind it, and shows nothing that time or a halt has ended.
 */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Param, Store } from '#lib/schema/store.server.ts';
import { Slug } from '#lib/schema/values.ts';
import type { Action } from './action.ts';
import { authorizeRuntime, type DecisionRow, type Proposed } from './decision.server.ts';
import { rolesAt, type Gate } from './gate.ts';
import { endingOf, isOpen, levelOf, shownStatus, type StoredStatus } from './lifecycle.ts';
import { asksView, isAsked, maskedLine } from './mask.ts';
import { iso } from './show.server.ts';
import { epochOf } from './switches.server.ts';
import type { DecisionLine } from './view.ts';

export const ListQuery = z.strictObject({
	project: Slug.optional(),
	/** open: waiting for people; sampled: ran alone, wants a look; all: the latest first */
	status: z.enum(['open', 'sampled', 'all']).default('open'),
	cursor: z
		.string()
		.regex(/^(?:\d{1,16}\.)?[0-9a-z]{24}$/, 'Send the next_cursor of the page before.')
		.optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});
export type ListQuery = z.infer<typeof ListQuery>;

export type LineRow = {
	id: string;
	slug: string;
	agent: string;
	payload: string;
	edited: string | null;
	status: StoredStatus;
	risk: DecisionRow['risk'];
	mode: DecisionRow['mode'];
	confidence: number | null;
	threshold: number | null;
	rule: string;
	gate: string;
	reason: string | null;
	created_at: number;
	expires_at: number;
	veto_until: number | null;
	settled_at: number | null;
	halt_epoch: number;
	holder: string | null;
	holder_name: string | null;
	leased_until: number | null;
	sampled: boolean;
	signed: number;
	/** whether this person said what they would do, where the gate asks for that first */
	formed: number;
	/** how many halts its scopes have seen by now */
	epoch: number;
};

/** Pages start after ($2, $3); $4 is now. */
const pagesOf = {
	open: {
		where: `decision.status in ('pending', 'veto_open') and (decision.expires_at, decision.id) > ($2, $3)
			and decision.expires_at > $4 and (decision.veto_until is null or decision.veto_until > $4)
			and ${epochOf} <= decision.halt_epoch`,
		order: 'decision.expires_at, decision.id'
	},
	sampled: {
		where: `decision.sampled and decision.reviewed_at is null and decision.id > $3 and cast($2 as bigint) >= 0 and cast($4 as bigint) >= 0`,
		order: 'decision.id'
	},
	all: {
		where: `(decision.id < $3 or $3 = '') and cast($2 as bigint) >= 0 and cast($4 as bigint) >= 0`,
		order: 'decision.id desc'
	}
};

const statement = (status: ListQuery['status'], many: number): string => {
	const { where, order } = pagesOf[status];
	const top = `select decision.id from decision
		where decision.project_id = $1 and ${where} order by ${order} limit ${many}`;
	return `select decision.*, project.slug, item.payload, holder.name as holder_name,
		(select count(*) from signature where signature.decision_id = decision.id
			and signature.action_digest = (select s.action_digest from signature as s
				where s.decision_id = decision.id order by s.at desc limit 1)) as signed,
			(select count(*) from first_view where first_view.decision_id = decision.id
				and first_view.user_id = $5) as formed,
			${status === 'all' ? epochOf : 'decision.halt_epoch'} as epoch
		from decision join item on item.id = decision.id join project on project.id = decision.project_id
		left join user_account as holder on holder.id = decision.holder
		where decision.id in (${top}) order by ${order}`;
};

/** @param asked false for whoever reviews nothing: they see it whole */
export const lineOf = (row: LineRow, me: string, now: number, asked: boolean): DecisionLine => {
	const gate = JSON.parse(row.gate) as Gate;
	const proposed = JSON.parse(row.payload) as Proposed;
	const standing = {
		status: row.status,
		gate,
		createdAt: row.created_at,
		expiresAt: row.expires_at,
		vetoUntil: row.veto_until,
		leasedUntil: row.leased_until,
		haltEpoch: row.halt_epoch
	};
	const ending = endingOf(standing, Number(row.epoch), now);
	const status = ending === 'halted' || ending === 'expired' ? ending : shownStatus(standing, now);
	const line: DecisionLine = {
		id: row.id,
		project: row.slug,
		agent: row.agent,
		action: row.edited === null ? proposed.action : (JSON.parse(row.edited) as Action),
		status,
		risk: row.risk,
		confidence: row.confidence ?? 0,
		...(row.threshold === null ? {} : { confidence_min: row.threshold }),
		rule: row.rule,
		mode: row.mode,
		created_at: iso(row.created_at),
		expires_at: iso(row.expires_at),
		...(row.veto_until === null || !isOpen(status) ? {} : { veto_until: iso(row.veto_until) }),
		...(row.settled_at === null ? {} : { settled_at: iso(row.settled_at) }),
		...(row.reason === null ? {} : { reason: (JSON.parse(row.reason) as { code: string }).code }),
		quorum: gate.quorum,
		signed: Number(row.signed),
		roles: rolesAt(gate, levelOf(standing, now)),
		...(status === 'claimed' && row.leased_until !== null
			? {
					holder: {
						name: row.holder_name ?? 'somebody',
						until: iso(row.leased_until),
						mine: row.holder === me
					}
				}
			: {}),
		sampled: Boolean(row.sampled)
	};
	return asked && Number(row.formed) === 0 && asksView(gate, status) ? maskedLine(line) : line;
};

export type DecisionPage = { items: DecisionLine[]; next_cursor: string | null };

/** The runtime projects in which somebody sees decisions. @throws Refusal forbidden when there is none */
async function projectsOf(
	store: Store,
	actor: Actor,
	slug: string | undefined
): Promise<{ ids: string[]; asked: boolean }> {
	if (slug !== undefined) {
		const { project, role } = await authorizeRuntime(store, actor, 'decisions', slug);
		return { ids: [project.id], asked: isAsked(actor.kind, role) };
	}
	const rows = await listProjects(store, actor, 'decisions');
	const ids = rows.filter(({ stage }) => stage === 'runtime').map(({ id }) => id);
	if (ids.length === 0)
		throw new Refusal('forbidden', 'Decisions are for those who work in a runtime project.');
	return { ids, asked: true };
}

const keyOf = ({ status }: ListQuery, row: LineRow): string =>
	status === 'open' ? `${String(row.expires_at).padStart(16, '0')}.${row.id}` : row.id;

/** @throws Refusal not_found, forbidden */
export async function listDecisions(
	store: Store,
	actor: Actor,
	query: ListQuery,
	now = Date.now()
): Promise<DecisionPage> {
	const { ids, asked } = await projectsOf(store, actor, query.project);
	const me = actor.kind === 'person' ? actor.id : '';
	const [time, after] = query.cursor?.includes('.') ? query.cursor.split('.') : ['0', query.cursor];
	const params: Param[] = [Number(time ?? 0), after ?? '', now, me];
	const pages = await Promise.all(
		ids.map((id) => store.read.query<LineRow>(statement(query.status, query.limit + 1), id, ...params))
	);
	const rows = pages.flat().sort((a, b) => (keyOf(query, a) < keyOf(query, b) ? -1 : 1));
	if (query.status === 'all') rows.reverse();
	const page = rows.slice(0, query.limit);
	const last = page.at(-1);
	return {
		items: page.map((row) => lineOf(row, me, now, asked)),
		next_cursor: rows.length > query.limit && last ? keyOf(query, last).replace(/^0+(?=\d+\.)/, '') : null
	};
}
