import { relyingParty } from '#lib/auth/relying-party.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { ChallengeInput, DECISION_LIMIT } from '#lib/runtime/input.ts';
import { challenge } from '#lib/runtime/reviewer.server.ts';

export const POST = endpoint(
	{
		summary:
			'Ask what your passkey must sign for a review that you are about to send: the same body, without the signature; once, within three minutes',
		body: ChallengeInput,
		limit: DECISION_LIMIT,
		secret: true,
		answers: { 200: 'the nonce, what will be signed, and PublicKeyCredentialRequestOptionsJSON' }
	},
	async ({ event, store, actor, params: { id = '' }, body }) => {
		const rp = relyingParty(event.locals.app.secrets.issuer);
		return answer(await challenge(store, rp, actor, event.locals.session?.id ?? null, id, body));
	}
);
