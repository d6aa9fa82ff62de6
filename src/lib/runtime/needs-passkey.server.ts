/** Which projects ask at a gate for a passkey, and who could give one there. */
import { may } from '#lib/auth/access.ts';
import { standings } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import { rowOf, listOf, type RawRow } from '#lib/schema/rows.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { project } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import type { ProjectRow } from './decision.server.ts';
import { standingPolicy } from './policy.server.ts';
import type { Policy } from './policy.ts';

/** Whether some gate of a policy asks for a passkey. */
export const asksForPasskey = ({ rules }: Policy): boolean =>
	rules.some(({ gate }) => gate?.assurance === 'passkey');

async function projectsThatAsk(db: ReadDb): Promise<ProjectRow[]> {
	const rows = await db.query<RawRow>(
		`select ${listOf(project)} from project where stage = 'runtime' and state <> 'archived'
		and exists (select 1 from policy where policy.project_id = project.id) order by slug`
	);
	const asking: ProjectRow[] = [];
	for (const row of rows.map((raw) => rowOf(project, raw)))
		if (asksForPasskey((await standingPolicy(db, row.id)).compiled.policy)) asking.push(row);
	return asking;
}

type Who = { id: string; email: string; name: string; roles: Role[] };
const asPerson = ({ id, email, name, roles }: Who): Person => ({
	kind: 'person',
	...{ id, email, name, roles },
	via: 'session',
	only: null
});

/** The names of the projects in which each person answers and a gate asks for a passkey; people without any are left out. */
export async function projectsByPerson(db: ReadDb, people: Who[]): Promise<Record<string, string[]>> {
	const asking = await projectsThatAsk(db);
	if (asking.length === 0) return {};
	const found: Record<string, string[]> = {};
	for (const who of people) {
		const person = asPerson(who);
		const held = await standings(db, person, asking);
		const names = asking.filter((_, i) => may(person, 'review', held[i] ?? null)).map(({ name }) => name);
		if (names.length > 0) found[who.id] = names;
	}
	return found;
}

/** How many who answer in a project hold a passkey that counts at its gates; admins, who may stand in, are among both. */
export async function signersWithPasskey(
	db: ReadDb,
	row: ProjectRow
): Promise<{ operator: number; admin: number }> {
	const rows = await db.query<Omit<Who, 'roles'> & { roles: string }>(
		`select id, email, name, roles from user_account where disabled_at is null and exists (select 1 from passkey
		where passkey.user_id = user_account.id and passkey.revoked_at is null and passkey.confirmed_at is not null)`
	);
	const many = { operator: 0, admin: 0 };
	for (const { roles, ...who } of rows) {
		const person = asPerson({ ...who, roles: JSON.parse(roles) as Role[] });
		const [held] = await standings(db, person, [row]);
		const role = held ? may(person, 'review', held) : null;
		if (role) many.operator++;
		if (role === 'admin') many.admin++;
	}
	return many;
}
