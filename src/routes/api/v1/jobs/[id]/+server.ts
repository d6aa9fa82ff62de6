import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { readJob } from '#lib/job/jobs.server.ts';

export const GET = endpoint(
	{
		summary: 'How far a job is, and what it came to',
		answers: { 200: 'its state: queued, running, done, failed or cancelled' }
	},
	async ({ store, actor, params: { id = '' } }) => answer(await readJob(store, actor, id))
);
