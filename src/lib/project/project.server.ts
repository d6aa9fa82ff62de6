/** Projects: made, read, changed, archived. Forms and guidelines are versioned; a change makes a new version. */
import { and, asc, eq, ne } from 'drizzle-orm';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import {
	authorize,
	authorizeInstance,
	projectBySlug,
	standing,
	standings,
	type ProjectRow
} from '#lib/auth/access.server.ts';
import { may, type Right } from '#lib/auth/access.ts';
import { defaultForm, parseForm, type Form } from '#lib/form/form.ts';
import { append } from '#lib/log/append.server.ts';
import { grows } from '#lib/queue/overlap.ts';
import { recount } from '#lib/queue/recount.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { isTaken, type Store, type Tx } from '#lib/schema/store.server.ts';
import { formVersion, guidelineVersion, project, tail } from '#lib/schema/tables.ts';
import { defaultSettings, type ProjectSettings, type Stage } from '#lib/schema/values.ts';
import type { ProjectInput, ProjectPatch } from './input.ts';
import { assertServed } from './served.ts';
import { disputedIn, formOf, guidelinesOf } from './version.server.ts';
import { settingsSeen } from './view.ts';

const defined = <T extends object>(value: T): Partial<T> =>
	Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;

/** Undefined asks for the stage's own form. @throws Refusal invalid_form */
const formFor = (stage: Stage, form: unknown): Form =>
	form === undefined ? defaultForm(stage) : parseForm(form, stage);

export async function createProject(
	store: Store,
	actor: Actor,
	input: ProjectInput,
	{ demo = false, now = Date.now() } = {}
): Promise<ProjectRow> {
	authorizeInstance(actor, 'create', input.stage);
	const form = formFor(input.stage, input.form);
	const settings = { ...defaultSettings, ...defined(input.settings ?? {}) } as ProjectSettings;
	assertServed(input.stage, input.settings ?? {}, settings);
	const row: ProjectRow = {
		id: newId(now),
		slug: input.slug,
		name: input.name,
		stage: input.stage,
		state: 'active',
		settings,
		formVersion: 1,
		guidelineVersion: 1,
		demo,
		createdBy: actor.kind === 'person' ? actor.id : null,
		createdAt: now
	};
	try {
		await store.write(async (tx) => {
			await tx.insert(project).values(row);
			await tx.insert(tail).values({ projectId: row.id, next: 1 });
			await tx.insert(formVersion).values({ projectId: row.id, version: 1, form, createdAt: now });
			await tx.insert(guidelineVersion).values({
				projectId: row.id,
				version: 1,
				text: input.guidelines ?? '',
				actor: actorName(actor),
				createdAt: now
			});
			await append(tx, {
				type: 'project.created',
				actor: actorName(actor),
				project: row,
				subject: { type: 'project', id: row.id }
			});
		});
	} catch (error) {
		if (isTaken(error)) throw new Refusal('slug_taken', `There is already a project “${input.slug}”.`);
		throw error;
	}
	return row;
}

export type ProjectView = Awaited<ReturnType<typeof readProject>>;

export async function readProject(store: Store, actor: Actor, slug: string) {
	const { project: row, role } = await authorize(store, actor, 'see', slug);
	const [form, guidelines, own] = await Promise.all([
		formOf(store.read, row),
		guidelinesOf(store.read, row),
		standing(store.read, actor, row)
	]);
	const leads = may(actor, 'manage', own) !== null;
	return { row, role, form, guidelines, leads, settings: settingsSeen(row.settings, leads) };
}

/** The projects that an actor has the right to, by name; those in the archive only when asked for. */
export async function listProjects(
	store: Store,
	actor: Actor,
	right: Right = 'see',
	{ archived = false } = {}
): Promise<ProjectRow[]> {
	const rows = await store.read
		.select()
		.from(project)
		.where(archived ? eq(project.state, 'archived') : ne(project.state, 'archived'))
		.orderBy(asc(project.name));
	const own = await standings(store.read, actor, rows);
	return rows.filter((_, i) => may(actor, right, own[i]) !== null);
}

async function newForm(tx: Tx, row: ProjectRow, form: Form, now: number): Promise<number> {
	const [current] = await tx
		.select()
		.from(formVersion)
		.where(and(eq(formVersion.projectId, row.id), eq(formVersion.version, row.formVersion)));
	if (current && canonical(current.form) === canonical(form)) return row.formVersion;
	const version = row.formVersion + 1;
	await tx.insert(formVersion).values({ projectId: row.id, version, form, createdAt: now });
	return version;
}

async function newGuidelines(
	tx: Tx,
	row: ProjectRow,
	text: string,
	actor: Actor,
	now: number
): Promise<number> {
	if (text === (await guidelinesOf(tx, row))) return row.guidelineVersion;
	const version = row.guidelineVersion + 1;
	await tx
		.insert(guidelineVersion)
		.values({ projectId: row.id, version, text, actor: actorName(actor), createdAt: now });
	return version;
}

/**
 * Changes what is named and leaves the rest. Places follow `overlap`, its cap, `order` and `self_naming` before it returns,
 * also when the same value is sent again, as after a change that was cut short.
 */
export async function changeProject(
	store: Store,
	actor: Actor,
	slug: string,
	patch: ProjectPatch,
	now = Date.now()
): Promise<ProjectRow> {
	const access = await authorize(store, actor, 'manage', slug);
	const form = patch.form === undefined ? null : parseForm(patch.form, access.project.stage);
	const changed = await store.write(async (tx) => {
		// The project's row decides the next versions: two changes at once come one after the other.
		await tx.query(`select id from project where id = $1${store.forUpdate}`, access.project.id);
		const row = await projectBySlug(tx, slug);
		if (!row) throw new Refusal('not_found', `There is no project “${slug}”.`);
		// A project that is older than a setting has its default.
		const settings = {
			...defaultSettings,
			...row.settings,
			...defined(patch.settings ?? {})
		} as ProjectSettings;
		assertServed(row.stage, patch.settings ?? {}, settings);
		const next: ProjectRow = {
			...row,
			name: patch.name ?? row.name,
			state: patch.state ?? row.state,
			settings,
			formVersion: form ? await newForm(tx, row, form, now) : row.formVersion,
			guidelineVersion:
				patch.guidelines === undefined
					? row.guidelineVersion
					: await newGuidelines(tx, row, patch.guidelines, actor, now)
		};
		await tx.update(project).set(next).where(eq(project.id, row.id));
		await append(tx, {
			type: 'project.changed',
			actor: actorName(actor),
			project: row,
			subject: { type: 'project', id: row.id },
			data: { changed: Object.keys(defined(patch)) }
		});
		return next;
	});
	const { overlap, overlap_cap: cap, order, self_naming: naming } = patch.settings ?? {};
	// Another form may say otherwise of what people said.
	const isAskedAnew = changed.formVersion !== access.project.formVersion && grows(changed.settings);
	const all = [overlap, cap, order].some((value) => value !== undefined) || isAskedAnew;
	if (all || naming !== undefined)
		await recount(store, changed.id, {
			which: all ? 'all' : 'self_naming',
			disputed: await disputedIn(store.read, changed)
		});
	return changed;
}
