import { endpoint } from '#lib/http/endpoint.server.ts';
import { readFile } from '#lib/project/files.server.ts';

export const GET = endpoint(
	{ summary: 'One file of a project', answers: { 200: 'its bytes', 304: 'unchanged' } },
	async ({ event, store, actor, params: { slug = '', id = '' } }) => {
		const { file, bytes } = await readFile(store, actor, slug, id);
		const etag = `"${file.id}"`;
		const headers = {
			etag,
			// The address holds the hash of the bytes: what it shows never changes. Rights may: no shared cache.
			'cache-control': 'private, max-age=31536000, immutable',
			'x-content-type-options': 'nosniff',
			'content-security-policy': "default-src 'none'; sandbox",
			'cross-origin-resource-policy': 'same-origin',
			'content-disposition': 'inline',
			// One browser, two people: the second asks for themselves.
			vary: 'cookie, authorization'
		};
		if (event.request.headers.get('if-none-match') === etag)
			return new Response(null, { status: 304, headers });
		return new Response(bytes(), {
			headers: { ...headers, 'content-type': file.type, 'content-length': String(file.bytes) }
		});
	}
);
