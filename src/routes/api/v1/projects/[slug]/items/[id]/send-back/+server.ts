import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { sendBack, SendBackInput } from '#lib/quality/send-back.server.ts';
import { deskOf } from '../../../../../desks.server.ts';

export const POST = endpoint(
	{
		summary: 'Send an item back to those who judged it, or to others, with what they should look at',
		body: SendBackInput,
		right: 'judge',
		answers: { 200: 'it was sent back so already, and people still look at it', 201: 'who looks at it again' }
	},
	async ({ store, actor, params: { slug = '', id = '' }, body }) => {
		const { sentBack, created } = await sendBack(store, actor, slug, id, body, deskOf);
		return answer(sentBack, created ? 201 : 200);
	}
);
