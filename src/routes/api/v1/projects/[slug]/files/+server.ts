import { z } from 'zod';
import { authorize } from '#lib/auth/access.server.ts';
import { readFileBody } from '#lib/http/bytes.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { addFile, FILE_LIMIT, FilesQuery, listFiles } from '#lib/project/files.server.ts';

export const GET = endpoint(
	{ summary: 'The files of a project, page by page', query: FilesQuery, answers: { 200: 'a page' } },
	async ({ store, actor, params: { slug = '' }, query }) => answer(await listFiles(store, actor, slug, query))
);

export const POST = endpoint(
	{
		summary: 'Add one picture: the body itself, or the one file of a multipart form',
		query: z.strictObject({ name: z.string().optional() }),
		body: 'stream',
		right: 'manage',
		answers: { 201: 'the file', 200: 'the file, which was here already' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) => {
		// Nobody sends megabytes to learn that they may not.
		await authorize(store, actor, 'manage', slug);
		const input = await readFileBody(event.request, FILE_LIMIT, query.name ?? null);
		const { file, created } = await addFile(store, actor, slug, input);
		return answer(file, created ? 201 : 200);
	}
);
