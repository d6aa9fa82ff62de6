import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { assertStillWorks } from '#lib/queue/assignment.server.ts';
import { Submission } from '#lib/queue/input.ts';
import { submit } from '#lib/queue/submit.server.ts';
import { deskOf } from '../../../desks.server.ts';

export const POST = endpoint(
	{
		summary: 'Answer an assignment; other answers to the same one are a revision',
		body: Submission,
		recheck: ({ store, actor, params }) => assertStillWorks(store, actor, params.id ?? ''),
		answers: {
			200: 'the same answers were there already',
			201: 'the judgment, or its revision; in training with the right answer, its reason and how it went'
		}
	},
	async ({ store, actor, params: { id = '' }, body }) => {
		const { judgment, created, training } = await submit(store, actor, id, body, deskOf);
		return answer({ ...judgment, ...(training ? { training } : {}) }, created ? 201 : 200);
	}
);
