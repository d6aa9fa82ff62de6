import { EnrolmentAsk } from '#lib/auth/passkey-input.ts';
import { askEnrolment } from '#lib/auth/passkeys.server.ts';
import { relyingParty } from '#lib/auth/relying-party.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { guessed } from '#lib/http/session.server.ts';

export const POST = endpoint(
	{
		summary: 'Begin to enrol a passkey of your own, with your password',
		secret: true,
		body: EnrolmentAsk,
		answers: { 200: 'PublicKeyCredentialCreationOptionsJSON of Web Authentication' }
	},
	async ({ event, store, actor, body: { password } }) => {
		const rp = relyingParty(event.locals.app.secrets.issuer);
		const session = event.locals.session?.id ?? '';
		return answer(await guessed(event, () => askEnrolment(store, rp, actor, session, password)));
	}
);
