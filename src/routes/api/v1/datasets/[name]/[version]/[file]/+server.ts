import { versionFile } from '#lib/datasets/version/files.server.ts';
import { endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{
		summary: 'A file of a version, or all of them as archive.tar.gz',
		answers: { 200: 'its bytes', 206: 'a range of them' }
	},
	({ event, store, actor, params: { name = '', version = '', file = '' } }) =>
		versionFile(store, actor, { name, version, file, range: event.request.headers.get('range') })
);
