import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { cancelJob, readJob } from '#lib/job/jobs.server.ts';

export const POST = endpoint(
	{
		summary: 'End a job that waits or runs; nothing of it stays',
		recheck: ({ store, actor, params }) => readJob(store, actor, params.id ?? ''),
		answers: { 200: 'the job, cancelled' }
	},
	async ({ store, actor, params: { id = '' } }) => answer(await cancelJob(store, actor, id))
);
