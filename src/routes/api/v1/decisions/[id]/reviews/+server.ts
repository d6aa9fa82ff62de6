import { relyingPartyOf } from '#lib/auth/relying-party.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { guessed } from '#lib/http/session.server.ts';
import { DECISION_LIMIT, ReviewInput } from '#lib/runtime/input.ts';
import { review } from '#lib/runtime/reviewer.server.ts';
import { withReceipt } from '#lib/runtime/receipt.server.ts';

export const POST = endpoint(
	{
		summary:
			'Approve, edit, reject or respond, under the lease and at the version that you hold; with the signature of your passkey where the gate asks for one',
		body: ReviewInput,
		limit: DECISION_LIMIT,
		secret: true,
		answers: { 200: 'the decision' }
	},
	async ({ event, store, actor, params: { id = '' }, body }) => {
		const { secrets } = event.locals.app;
		const session = event.locals.session?.id ?? null;
		const rp = relyingPartyOf(secrets.issuer);
		const given = () => review(store, actor, session, id, body, Date.now(), Math.random, rp);
		// What a passkey signed is a guess as a password is.
		const view = await (body.signature ? guessed(event, given) : given());
		return answer(await withReceipt(store.read, secrets, view));
	}
);
