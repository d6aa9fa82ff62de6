import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { assertStillWorks } from '#lib/queue/assignment.server.ts';
import { Comment } from '#lib/queue/input.ts';
import { addNote } from '#lib/queue/note.server.ts';

export const POST = endpoint(
	{
		summary: 'Comment on an item',
		body: Comment,
		recheck: ({ store, actor, params }) => assertStillWorks(store, actor, params.id ?? ''),
		answers: { 201: 'the comment', 200: 'the same comment was there already' }
	},
	async ({ store, actor, params: { id = '' }, body: { token, text } }) => {
		const { note, created } = await addNote(store, actor, id, 'comment', { token, text });
		return answer(note, created ? 201 : 200);
	}
);
