/** Forms and guidelines by version. A version never changes, so what was read once is kept. */
import { and, desc, eq } from 'drizzle-orm';
import { authorize } from '#lib/auth/access.server.ts';
import type { Actor } from '#lib/auth/actor.ts';
import type { Form } from '#lib/form/form.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { formVersion, guidelineVersion } from '#lib/schema/tables.ts';

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

export type VersionLine = { version: number; at: number };

/** The latest versions of a project's guidelines, the newest first. */
export const guidelineVersions = (db: ReadDb, projectId: string, limit = 30): Promise<VersionLine[]> =>
	db
		.select({ version: guidelineVersion.version, at: guidelineVersion.createdAt })
		.from(guidelineVersion)
		.where(eq(guidelineVersion.projectId, projectId))
		.orderBy(desc(guidelineVersion.version))
		.limit(limit);
