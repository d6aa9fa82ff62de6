/** What leads do with seeds: make one of a decision that people refused or changed, or write one; take one out of use. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { seed } from '#lib/schema/tables.ts';
import type { Action } from './action.ts';
import { authorizeRuntime, findDecision, type Found, type ProjectRow } from './decision.server.ts';
import type { SeedContent, SeedInput, SeedList, SeedProposal, SeedView } from './seed.ts';
import { iso } from './show.server.ts';

const MOST_LISTED = 200;
const MOST_LIVE = 500;

type Line = {
	id: string;
	agent: string;
	proposal: string | null;
	wanted: SeedView['wanted'];
	why: string | null;
	source_id: string | null;
	actor: string;
	created_at: number;
	retired_at: number | null;
	answered: number;
	caught: number;
};

/** The newest first. @throws Refusal not_found, forbidden for whoever does not lead */
export async function listSeeds(store: Store, actor: Actor, slug: string): Promise<SeedList> {
	const { project } = await authorizeRuntime(store, actor, 'policy', slug);
	const rows = await store.read.query<Line>(
		`select seed.id, agent, proposal, wanted, why, source_id, actor, created_at, retired_at,
			(select count(*) from seeding where seed_id = seed.id and answered_at is not null) as answered,
			(select count(*) from seeding where seed_id = seed.id and caught) as caught
		from seed where project_id = $1 order by seed.id desc limit ${MOST_LISTED}`,
		project.id
	);
	return { rate: project.settings.check_rate, items: rows.map(viewOf) };
}

function viewOf(row: Line): SeedView {
	const content = row.proposal === null ? null : (JSON.parse(row.proposal) as SeedContent);
	return {
		id: row.id,
		agent: row.agent,
		action: content?.shown.action ?? null,
		wanted: row.wanted,
		...(content?.right ? { right: content.right } : {}),
		why: row.why,
		decision: row.source_id,
		by: row.actor,
		at: iso(Number(row.created_at)),
		answered: Number(row.answered),
		caught: Number(row.caught),
		...(row.retired_at === null ? {} : { retired_at: iso(Number(row.retired_at)) })
	};
}

type Made = {
	keyId: string;
	agent: string;
	content: SeedContent;
	wanted: SeedView['wanted'];
	why: string;
	sourceId: string | null;
};

const shownOf = ({ row, proposed }: Found): SeedProposal => ({
	action: proposed.action,
	confidence: row.confidence ?? 0,
	risk: row.risk,
	...(proposed.agent === undefined ? {} : { agent: proposed.agent }),
	...(proposed.model === undefined ? {} : { model: proposed.model }),
	...(proposed.context === undefined ? {} : { context: proposed.context }),
	...(proposed.prompt === undefined
		? {}
		: { prompt: proposed.prompt as NonNullable<SeedProposal['prompt']> }),
	allowed: proposed.allowed
});

/** A decision that people refused or changed, or found afterwards that it should not have run. */
async function madeOf(db: ReadDb, project: ProjectRow, id: string, why: string | undefined): Promise<Made> {
	const found = await findDecision(db, id);
	if (!found || found.row.projectId !== project.id)
		throw new Refusal('not_found', 'There is no such decision in this project.');
	const { row } = found;
	const refused = row.status === 'rejected' || row.reversed;
	const [judged] = await db.query<{ id: string }>(
		`select id from judgment where project_id = $1 and item_id = $2 and kind = 'person' limit 1`,
		project.id,
		id
	);
	if (row.erasedAt !== null || !judged || !(refused || row.status === 'approved_with_edit'))
		throw new Refusal(
			'not_bad',
			'Only what a person rejected, edited, or found wrong afterwards is known to be bad.'
		);
	const words = (row.reason as { text?: string } | null)?.text?.trim() ?? '';
	const usual = refused ? 'Somebody rejected it before.' : 'Somebody changed it before it ran.';
	return {
		keyId: row.keyId,
		agent: row.agent,
		content: {
			shown: shownOf(found),
			...(refused ? {} : { right: row.edited as unknown as Action })
		},
		wanted: refused ? 'reject' : 'edit',
		why: why ?? (refused && words !== '' ? words : usual),
		sourceId: id
	};
}

async function written(
	db: ReadDb,
	project: ProjectRow,
	{ key, proposal, wanted, action, why }: Exclude<SeedInput, { decision: string }>
): Promise<Made> {
	const [found] = await db.query<{ id: string; name: string }>(
		`select id, name from api_key where name = $1 and role = 'agent' and revoked_at is null
		and (project_id is null or project_id = $2)`,
		key,
		project.id
	);
	if (!found) throw new Refusal('no_agent', `No AI system has a key “${key}” that reaches this project.`);
	return {
		keyId: found.id,
		agent: found.name,
		content: { shown: proposal, ...(action ? { right: action as Action } : {}) },
		wanted,
		why,
		sourceId: null
	};
}

/** @throws Refusal not_found, forbidden, not_bad, no_agent, seeded, too_many */
export async function makeSeed(
	store: Store,
	actor: Actor,
	slug: string,
	input: SeedInput,
	now = Date.now()
): Promise<{ id: string }> {
	const { project } = await authorizeRuntime(store, actor, 'policy', slug);
	const made = await ('decision' in input
		? madeOf(store.read, project, input.decision, input.why)
		: written(store.read, project, input));
	const id = newId(now);
	await store.write(async (tx) => {
		await tx.query(`select id from project where id = $1${store.forUpdate}`, project.id);
		const live = await tx.query<{ source_id: string | null }>(
			'select source_id from seed where project_id = $1 and retired_at is null',
			project.id
		);
		if (live.length >= MOST_LIVE)
			throw new Refusal('too_many', `A project has at most ${MOST_LIVE} checks in use. Retire some first.`);
		if (made.sourceId !== null && live.some(({ source_id }) => source_id === made.sourceId))
			throw new Refusal('seeded', 'That decision is used as a check already.');
		const eventId = await append(
			tx,
			{
				type: 'check.seeded',
				actor: actorName(actor),
				project,
				subject: { type: 'check', id },
				data: { wanted: made.wanted, ...(made.sourceId === null ? {} : { decision: made.sourceId }) }
			},
			now
		);
		await tx.insert(seed).values({
			id,
			projectId: project.id,
			keyId: made.keyId,
			agent: made.agent,
			proposal: JSON.parse(canonical(made.content)) as Json,
			wanted: made.wanted,
			why: made.why,
			sourceId: made.sourceId,
			actor: actorName(actor),
			eventId,
			createdAt: now,
			retiredAt: null
		});
	});
	return { id };
}

/** Shown to nobody any more; what was answered stays counted. Again is no mistake. @throws Refusal not_found, forbidden */
export async function retireSeed(
	store: Store,
	actor: Actor,
	slug: string,
	id: string,
	now = Date.now()
): Promise<void> {
	const { project } = await authorizeRuntime(store, actor, 'policy', slug);
	await store.write(async (tx) => {
		const [known] = await tx.query('select id from seed where id = $1 and project_id = $2', id, project.id);
		if (!known) throw new Refusal('not_found', 'There is no such check in this project.');
		const [retired] = await tx.query(
			'update seed set retired_at = $2 where id = $1 and retired_at is null returning id',
			id,
			now
		);
		if (retired)
			await append(
				tx,
				{ type: 'check.retired', actor: actorName(actor), project, subject: { type: 'check', id } },
				now
			);
	});
}

export type PossibleSeed = {
	id: string;
	agent: string;
	action: Action;
	said: 'rejected' | 'edited' | 'reversed';
};
const MOST_POSSIBLE = 12;

/** The latest decisions that people refused or changed, of which no check was made. @throws Refusal forbidden */
export async function possibleSeeds(store: Store, actor: Actor, slug: string): Promise<PossibleSeed[]> {
	const { project } = await authorizeRuntime(store, actor, 'policy', slug);
	const rows = await store.read.query<{
		id: string;
		agent: string;
		payload: string;
		status: string;
		reversed: boolean | number;
	}>(
		`select decision.id, decision.agent, item.payload, decision.status, decision.reversed
		from decision join item on item.id = decision.id
		where decision.project_id = $1 and (decision.status in ('rejected', 'approved_with_edit') or decision.reversed)
			and decision.erased_at is null
			and (select seed.id from seed where seed.source_id = decision.id limit 1) is null
			and (select judgment.id from judgment where judgment.project_id = $1 and judgment.item_id = decision.id
				and judgment.kind = 'person' limit 1) is not null
		order by decision.project_id desc, decision.id desc limit ${MOST_POSSIBLE}`,
		project.id
	);
	return rows.map(({ id, agent, payload, status, reversed }) => ({
		id,
		agent,
		action: (JSON.parse(payload) as { action: Action }).action,
		said: reversed ? 'reversed' : status === 'rejected' ? 'rejected' : 'edited'
	}));
}
