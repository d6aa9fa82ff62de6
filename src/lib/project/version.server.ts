/** Forms and guidelines by version. A version never changes, so what was read once is kept. */
import { and, desc, eq, lte } from 'drizzle-orm';
import { z } from 'zod';
import { authorize } from '#lib/auth/access.server.ts';
import type { Actor } from '#lib/auth/actor.ts';
import { isDisputed } from '#lib/form/dispute.ts';
import type { Form } from '#lib/form/form.ts';
import type { Disputed } from '#lib/queue/overlap.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { noteSeen } from '#lib/queue/seat.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { formVersion, guidelineVersion } from '#lib/schema/tables.ts';
import { namesOf } from './names.server.ts';

const MOST_KEPT = 500;
const kept = new Map<string, Form>();

export async function formOf(db: ReadDb, row: { id: string; formVersion: number }): Promise<Form> {
	const name = `${row.id}/${row.formVersion}`;
	const known = kept.get(name);
	if (known) return known;
	const [found] = await db
		.select({ form: formVersion.form })
		.from(formVersion)
		.where(and(eq(formVersion.projectId, row.id), eq(formVersion.version, row.formVersion)));
	if (!found) throw new Error(`Form version ${row.formVersion} of project ${row.id} is missing.`);
	const form = found.form as unknown as Form;
	if (kept.size >= MOST_KEPT) kept.clear();
	kept.set(name, form);
	return form;
}

/** When answers to an item disagree, by the form of that version. */
export async function disputedIn(db: ReadDb, row: { id: string; formVersion: number }): Promise<Disputed> {
	const form = await formOf(db, row);
	return (answers) => isDisputed(form, answers);
}

export async function guidelinesOf(
	db: ReadDb,
	row: { id: string; guidelineVersion: number }
): Promise<string> {
	const [found] = await db
		.select({ text: guidelineVersion.text })
		.from(guidelineVersion)
		.where(and(eq(guidelineVersion.projectId, row.id), eq(guidelineVersion.version, row.guidelineVersion)));
	return found?.text ?? '';
}

/** A version for those who see or work in the project. @throws Refusal not_found, forbidden */
export async function readForm(store: Store, actor: Actor, slug: string, version: number): Promise<Form> {
	const { project } = await authorize(store, actor, 'see', slug);
	if (!Number.isInteger(version) || version < 1 || version > project.formVersion)
		throw new Refusal('not_found', `There is no version ${version} of this form.`);
	return formOf(store.read, { id: project.id, formVersion: version });
}

/** Beyond every version; the column holds no more. */
const MOST_VERSION = 2 ** 31 - 1;

export type VersionLine = { version: number; at: number; by: string };

/** The versions of a project's guidelines with who wrote them, the newest first. @param upTo the first that is listed */
export async function guidelineVersions(
	db: ReadDb,
	projectId: string,
	limit = 30,
	upTo = MOST_VERSION
): Promise<VersionLine[]> {
	const rows = await db
		.select({
			version: guidelineVersion.version,
			at: guidelineVersion.createdAt,
			actor: guidelineVersion.actor
		})
		.from(guidelineVersion)
		.where(and(eq(guidelineVersion.projectId, projectId), lte(guidelineVersion.version, upTo)))
		.orderBy(desc(guidelineVersion.version))
		.limit(limit);
	const nameOf = await namesOf(
		db,
		rows.map(({ actor }) => actor)
	);
	return rows.map(({ version, at, actor }) => ({ version, at, by: nameOf(actor) }));
}

/** One version with its text, for those who see or work in the project. @throws Refusal not_found, forbidden */
export async function readGuidelines(store: Store, actor: Actor, slug: string, version: number) {
	const { project } = await authorize(store, actor, 'see', slug);
	const isThere = Number.isInteger(version) && version >= 1 && version <= project.guidelineVersion;
	const [line] = isThere ? await guidelineVersions(store.read, project.id, 1, version) : [];
	if (!line) throw new Refusal('not_found', `There is no version ${version} of these guidelines.`);
	const text = await guidelinesOf(store.read, { id: project.id, guidelineVersion: version });
	return { ...lineView(line), text };
}

const lineView = ({ version, at, by }: VersionLine) => ({ version, by, at: new Date(at).toISOString() });

export const VersionsQuery = z.strictObject({
	/** the end of the page before, as its `next_cursor` */
	cursor: z.coerce.number().int().min(1).max(MOST_VERSION).optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});

/** Who wrote which version and when, the newest first. @throws Refusal not_found, forbidden */
export async function listGuidelines(
	store: Store,
	actor: Actor,
	slug: string,
	{ cursor, limit }: z.infer<typeof VersionsQuery>
) {
	const { project } = await authorize(store, actor, 'see', slug);
	const lines = await guidelineVersions(
		store.read,
		project.id,
		limit + 1,
		cursor === undefined ? project.guidelineVersion : cursor - 1
	);
	const page = lines.slice(0, limit);
	return {
		items: page.map(lineView),
		next_cursor: lines.length > limit ? String(page.at(-1)?.version) : null
	};
}

export const Seen = z.strictObject({ version: z.int().min(1) });

/**
 * A person has read the guidelines up to a version: once there is a later one, they are told. Never goes back.
 * @throws Refusal not_found for a version that is not there
 */
export async function seeGuidelines(
	store: Store,
	actor: Actor,
	slug: string,
	{ version }: z.infer<typeof Seen>
): Promise<{ version: number }> {
	const { project } = await authorize(store, actor, 'work', slug);
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person reads guidelines.');
	if (version > project.guidelineVersion)
		throw new Refusal('not_found', `There is no version ${version} of these guidelines.`);
	await store.write((tx) => noteSeen(tx, project.id, actor.id, version));
	return { version };
}
