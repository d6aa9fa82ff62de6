import { EnrolmentInput } from '#lib/auth/passkey-input.ts';
import { enrol, ownPasskeys } from '#lib/auth/passkeys.server.ts';
import { relyingParty } from '#lib/auth/relying-party.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{ summary: 'Your own passkeys', answers: { 200: 'the passkeys that are not revoked' } },
	async ({ store, actor }) => answer({ items: await ownPasskeys(store, actor) })
);

export const POST = endpoint(
	{
		summary: 'Enrol the passkey that your browser made of what was asked',
		secret: true,
		body: EnrolmentInput,
		answers: { 201: 'the passkey; it signs you in at once, and at gates after another admin’s yes' }
	},
	async ({ event, store, actor, body }) => {
		const rp = relyingParty(event.locals.app.secrets.issuer);
		return answer(await enrol(store, rp, actor, event.locals.session?.id ?? '', body), 201);
	}
);
