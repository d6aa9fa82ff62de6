import { z } from 'zod';
import { requestDifference } from '#lib/datasets/version/difference.server.ts';
import { findVersion } from '#lib/datasets/version/versions.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

const Body = z.strictObject({
	/** the version that this one is compared with, or `latest` */
	from: z.union([z.int().min(1), z.literal('latest')])
});

export const POST = endpoint(
	{
		summary: 'Count the rows that came, went and moved since another version, in a job',
		body: Body,
		recheck: ({ store, actor, params }) => findVersion(store, actor, params.name ?? '', params.version ?? ''),
		answers: { 202: 'the job that counts' }
	},
	async ({ store, actor, params: { name = '', version = '' }, body }) =>
		answer(await requestDifference(store, actor, { name, from: String(body.from), to: version }), 202)
);
