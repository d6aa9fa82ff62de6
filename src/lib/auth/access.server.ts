/** Rights are checked in the verb: a verb that changes a project takes what `authorize` returned. */
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import type { project } from '#lib/schema/tables.ts';
import type { ProjectSettings, Role, Stage } from '#lib/schema/values.ts';
import { may, type Right, type Standing } from './access.ts';
import type { Actor } from './actor.ts';

export type ProjectRow = typeof project.$inferSelect;
/** Proof that `actor` may use `right` on `project`, under `role`. Only this file makes one. */
export type Access = { readonly project: ProjectRow; readonly role: Role; readonly actor: Actor };

type Stored = Omit<ProjectRow, 'settings' | 'demo'> & { settings: string; demo: boolean | number };
type Membership = { any: number; mine: string | null };

// Every request about a project asks these, so they are written out: a builder takes longer than the engine.
const COLUMNS = `id, slug, name, stage, state, settings, form_version as "formVersion",
	guideline_version as "guidelineVersion", demo, created_by as "createdBy", created_at as "createdAt"`;
/** Whether a project lists members at all, and the roles of one person among them. */
const membership = (project: string, person: string): string =>
	`(select count(*) from (select 1 from member where project_id = ${project} limit 1) as listed) as "any",
	(select roles from member where project_id = ${project} and user_id = ${person}) as mine`;

const personOf = (actor: Actor): string => (actor.kind === 'person' ? actor.id : '');
const projectOf = (row: Stored): ProjectRow => ({
	...row,
	settings: JSON.parse(row.settings) as ProjectSettings,
	demo: Boolean(row.demo)
});
const standingIn = ({ id, stage, createdBy }: ProjectRow, { any, mine }: Membership): Standing => ({
	id,
	stage,
	createdBy,
	listed: any ? ((mine ? JSON.parse(mine) : []) as Role[]) : null
});

export async function projectBySlug(db: ReadDb, slug: string): Promise<ProjectRow | null> {
	const [row] = await db.query<Stored>(`select ${COLUMNS} from project where slug = $1`, slug);
	return row ? projectOf(row) : null;
}

/** The actor's roles in a project: null when it lists no members at all. */
export async function standing(db: ReadDb, actor: Actor, row: ProjectRow): Promise<Standing> {
	const [found] = await db.query<Membership>(`select ${membership('$1', '$2')}`, row.id, personOf(actor));
	return standingIn(row, found ?? { any: 0, mine: null });
}

/** The same in many projects, by two reads in all. */
export async function standings(db: ReadDb, actor: Actor, rows: ProjectRow[]): Promise<Standing[]> {
	const [narrowed, memberships] = await Promise.all([
		db.query<{ id: string }>(
			'select id from project where exists (select 1 from member where member.project_id = project.id)'
		),
		db.query<{ project_id: string; roles: string }>(
			'select project_id, roles from member where user_id = $1',
			personOf(actor)
		)
	]);
	const lists = new Set(narrowed.map(({ id }) => id));
	const mine = new Map(memberships.map((row) => [row.project_id, JSON.parse(row.roles) as Role[]]));
	return rows.map(({ id, stage, createdBy }) => ({
		id,
		stage,
		createdBy,
		listed: lists.has(id) ? (mine.get(id) ?? []) : null
	}));
}

/** @throws Refusal not_found, forbidden */
export async function authorize(store: Store, actor: Actor, right: Right, slug: string): Promise<Access> {
	const [found] = await store.read.query<Stored & Membership>(
		`select ${COLUMNS}, ${membership('project.id', '$2')} from project where slug = $1`,
		slug,
		personOf(actor)
	);
	if (!found) throw new Refusal('not_found', `There is no project “${slug}”.`);
	const { any, mine, ...stored } = found;
	const row = projectOf(stored);
	const role = may(actor, right, standingIn(row, { any, mine }));
	if (!role) throw new Refusal('forbidden', refusalOf(actor, right, row));
	return { project: row, role, actor };
}

/**
 * For what belongs to the instance.
 * @param stage of the project to create
 * @throws Refusal forbidden
 */
export function authorizeInstance(actor: Actor, right: 'instance' | 'create', stage?: Stage): Role {
	const role = may(actor, right);
	if (!role)
		throw new Refusal(
			'forbidden',
			right === 'create' ? 'Only an admin or a researcher creates projects.' : 'Only an admin may do this.'
		);
	if (stage === 'runtime' && actor.kind === 'person' && actor.via === 'key')
		throw new Refusal('forbidden', PERSONS_KEY);
	return role;
}

const PERSONS_KEY = 'A key made for a person acts in annotation and alignment only.';

function refusalOf(actor: Actor, right: Right, row: ProjectRow): string {
	if (actor.kind !== 'console' && actor.only !== null && actor.only !== row.id)
		return 'This key reaches another project only.';
	if (actor.kind === 'person' && actor.via === 'key' && row.stage === 'runtime') return PERSONS_KEY;
	if (right === 'work' && actor.kind === 'program')
		return 'A key cannot judge as itself. Make one for a person: key create --user EMAIL.';
	if (right === 'work' && row.stage === 'runtime')
		return `“${row.name}” is a runtime project: it has no items to claim.`;
	if (right === 'work' || right === 'see') return `You are not among the people who work in “${row.name}”.`;
	return `Only an admin or a researcher of “${row.name}” may do this.`;
}
