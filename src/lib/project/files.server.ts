/**
 * Pictures of a project, in the database, so that every server and every backup has them. A file is named by the
 * SHA-256 of its bytes: sending it again changes nothing, and what an address shows never changes.
 */
import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize, type Access } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import { assertStorable } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { file, fileChunk, fileName, project } from '#lib/schema/tables.ts';
import { fileUrl, referenceOf } from './file-reference.ts';
import { pictureOf } from './picture.ts';

/** Largest file, in bytes. */
export const FILE_LIMIT = 25 * 1024 * 1024;
/** One part is one short write and one short read. */
const PART = 256 * 1024;
const LONGEST_NAME = 500;

type FileRow = typeof file.$inferSelect;
export type FileView = {
	id: string;
	url: string;
	type: string;
	bytes: number;
	width?: number;
	height?: number;
	created_at: string;
};

const fileView = (slug: string, row: FileRow): FileView => ({
	id: row.sha256,
	url: fileUrl(slug, row.sha256),
	type: row.type,
	bytes: row.bytes,
	...(row.width !== null && row.height !== null ? { width: row.width, height: row.height } : {}),
	created_at: new Date(row.createdAt).toISOString()
});

/** What a caller calls a file; null when they do not say. @throws Refusal invalid_unicode, invalid_name */
function checkName(name: string | null): string | null {
	const trimmed = name?.trim() ?? '';
	if (trimmed === '') return null;
	assertStorable(trimmed, 'name');
	if (trimmed.length > LONGEST_NAME)
		throw new Refusal('invalid_name', `A file's name has at most ${LONGEST_NAME} characters.`);
	return trimmed;
}

async function storeParts(store: Store, projectId: string, id: string, bytes: Uint8Array): Promise<void> {
	for (let part = 0; part * PART < bytes.length; part++) {
		const data = Buffer.from(bytes.subarray(part * PART, (part + 1) * PART));
		// The same bytes may come twice at once: both write the same parts.
		await store.write((tx) =>
			tx.insert(fileChunk).values({ projectId, sha256: id, part, data }).onConflictDoNothing()
		);
	}
}

/** The row goes in last: a file that can be seen is whole. */
async function storeRow(store: Store, access: Access, row: FileRow, name: string | null): Promise<boolean> {
	return store.write(async (tx) => {
		const created = await tx.insert(file).values(row).onConflictDoNothing().returning();
		if (name !== null) {
			const named = { projectId: row.projectId, name, sha256: row.sha256 };
			await tx.insert(fileName).values(named).onConflictDoNothing();
			const [stands] = await tx
				.select()
				.from(fileName)
				.where(and(eq(fileName.projectId, row.projectId), eq(fileName.name, name)));
			if (stands?.sha256 !== row.sha256)
				throw new Refusal(
					'conflict',
					`Another file of this project has the name “${name}”. Judgments may rest on it: send this one under a new name.`
				);
		}
		if (created.length > 0)
			await append(
				tx,
				{
					type: 'file.added',
					actor: actorName(access.actor),
					project: access.project,
					subject: { type: 'file', id: row.sha256 },
					data: { type: row.type, bytes: row.bytes }
				},
				row.createdAt,
				row.eventId
			);
		return created.length > 0;
	});
}

/**
 * @param name what the caller calls it; items may name it so
 * @returns the file, and whether it is new here
 * @throws Refusal forbidden, unsupported_media, too_large, conflict when the name means another file
 */
export async function addFile(
	store: Store,
	actor: Actor,
	slug: string,
	input: { bytes: Uint8Array; name: string | null },
	now = Date.now()
): Promise<{ file: FileView; created: boolean }> {
	const access = await authorize(store, actor, 'manage', slug);
	const { bytes } = input;
	if (bytes.length > FILE_LIMIT) throw new Refusal('too_large', tooLarge);
	const picture = pictureOf(bytes);
	if (!picture)
		throw new Refusal(
			'unsupported_media',
			'This is no PNG, JPEG, WebP, GIF or AVIF. Other files are not taken.'
		);
	const name = checkName(input.name);
	const id = sha256(bytes);
	const projectId = access.project.id;
	const known = await fileRow(store.read, projectId, id);
	if (!known) await storeParts(store, projectId, id, bytes);
	const row: FileRow = known ?? {
		projectId,
		sha256: id,
		...picture,
		bytes: bytes.length,
		entry: newId(now),
		eventId: newId(now),
		createdAt: now
	};
	const created = await storeRow(store, access, row, name);
	return { file: fileView(slug, (await fileRow(store.read, projectId, id)) ?? row), created };
}

export const tooLarge = `A file has at most ${FILE_LIMIT / 1024 / 1024} MB.`;

async function fileRow(db: ReadDb, projectId: string, id: string): Promise<FileRow | null> {
	const [row] = await db
		.select()
		.from(file)
		.where(and(eq(file.projectId, projectId), eq(file.sha256, id)));
	return row ?? null;
}

export const FilesQuery = z.strictObject({
	/** the end of the page before, as its `next_cursor` */
	cursor: z
		.string()
		.regex(/^[0-9a-z]{24}$/, 'Send the next_cursor of the page before.')
		.optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});

/** Oldest first, with the names under which each was sent: for those who manage the project. */
export async function listFiles(
	store: Store,
	actor: Actor,
	slug: string,
	{ cursor, limit }: z.infer<typeof FilesQuery>
): Promise<{ items: (FileView & { names: string[] })[]; next_cursor: string | null }> {
	const { project } = await authorize(store, actor, 'manage', slug);
	const rows = await store.read
		.select()
		.from(file)
		.where(and(eq(file.projectId, project.id), gt(file.entry, cursor ?? '')))
		.orderBy(asc(file.entry))
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const ids = page.map((row) => row.sha256);
	const names =
		ids.length === 0
			? []
			: await store.read
					.select()
					.from(fileName)
					.where(and(eq(fileName.projectId, project.id), inArray(fileName.sha256, ids)))
					.orderBy(asc(fileName.name));
	return {
		items: page.map((row) => ({
			...fileView(slug, row),
			names: names.filter((n) => n.sha256 === row.sha256).map((n) => n.name)
		})),
		next_cursor: rows.length > limit ? (page.at(-1)?.entry ?? null) : null
	};
}

/**
 * A file's bytes, part by part, each a short read. For all who see or work in the project.
 * @throws Refusal not_found, forbidden
 */
export async function readFile(
	store: Store,
	actor: Actor,
	slug: string,
	id: string
): Promise<{ file: FileView; bytes: () => ReadableStream<Uint8Array> }> {
	const { project } = await authorize(store, actor, 'see', slug);
	const row = await fileRow(store.read, project.id, id);
	if (!row) throw new Refusal('not_found', 'There is no such file in this project.');
	return { file: fileView(slug, row), bytes: () => partsOf(store, row) };
}

function partsOf(store: Store, row: FileRow): ReadableStream<Uint8Array> {
	let part = 0;
	return new ReadableStream({
		async pull(controller) {
			const [chunk] = await store.read
				.select({ data: fileChunk.data })
				.from(fileChunk)
				.where(
					and(
						eq(fileChunk.projectId, row.projectId),
						eq(fileChunk.sha256, row.sha256),
						eq(fileChunk.part, part++)
					)
				);
			if (chunk) controller.enqueue(new Uint8Array(chunk.data));
			if (part * PART >= row.bytes) controller.close();
		}
	});
}

/**
 * The addresses that an annotator's browser is sent in place of what payloads say, so that no caller's file name
 * travels. What names no file of the project is not in the answer.
 */
export async function addressesOf(
	db: ReadDb,
	projectId: string,
	values: string[]
): Promise<Map<string, string>> {
	if (values.length === 0) return new Map();
	const [row] = await db.select({ slug: project.slug }).from(project).where(eq(project.id, projectId));
	const slug = row?.slug ?? '';
	const references = values.map((value) => [value, referenceOf(value)] as const);
	const names = references.flatMap(([, r]) => (r.by === 'name' ? [r.name] : []));
	const named =
		names.length === 0
			? []
			: await db
					.select()
					.from(fileName)
					.where(and(eq(fileName.projectId, projectId), inArray(fileName.name, names)));
	const found = new Map<string, string>();
	for (const [value, reference] of references) {
		if (reference.by === 'data') found.set(value, reference.url);
		else if (reference.by === 'id') found.set(value, fileUrl(slug, reference.id));
		else {
			const known = named.find(({ name }) => name === reference.name);
			if (known) found.set(value, fileUrl(slug, known.sha256));
		}
	}
	return found;
}
