import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { assertStillWorks } from '#lib/queue/assignment.server.ts';
import { Flag } from '#lib/queue/input.ts';
import { addNote } from '#lib/queue/note.server.ts';

export const POST = endpoint(
	{
		summary: 'Flag an item for those who lead its project',
		body: Flag,
		recheck: ({ store, actor, params }) => assertStillWorks(store, actor, params.id ?? ''),
		answers: { 201: 'the flag', 200: 'the same flag was there already' }
	},
	async ({ store, actor, params: { id = '' }, body: { token, reason } }) => {
		const { note, created } = await addNote(store, actor, id, 'flag', { token, text: reason });
		return answer(note, created ? 201 : 200);
	}
);
