/** What a passkey signed of a review, as it is kept and as a dossier hands it on. */
import type { AssertionJson } from '#lib/auth/passkey-input.ts';
import type { PasskeyRow } from '#lib/auth/assertion.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb, Tx } from '#lib/schema/store.server.ts';
import { assertion } from '#lib/schema/tables.ts';
import type { Proof, Statement } from './statement.ts';

/** Checked: the passkey is the person's, and it signed this statement under this nonce. */
export type Signed = { passkey: PasskeyRow; nonce: string; statement: Statement; answer: AssertionJson };

/** The one text that encodes these bytes. */
const encoded = (text: string): string => Buffer.from(text, 'base64url').toString('base64url');

export const proofOf = ({ passkey, nonce, statement, answer }: Signed): Proof => ({
	passkey: passkey.id,
	nonce,
	statement,
	client_data: encoded(answer.response.clientDataJSON),
	authenticator_data: encoded(answer.response.authenticatorData),
	signature: encoded(answer.response.signature)
});

export async function keepProof(
	tx: Tx,
	decisionId: string,
	judgmentId: string,
	{ passkey }: Signed,
	{ nonce, statement, client_data, authenticator_data, signature }: Proof
): Promise<void> {
	await tx.insert(assertion).values({
		judgmentId,
		decisionId,
		passkeyId: passkey.id,
		nonce,
		statement: statement as unknown as Json,
		clientData: client_data,
		authenticatorData: authenticator_data,
		signature
	});
}

type Row = Omit<Proof, 'passkey' | 'statement'> & {
	judgment_id: string;
	passkey_id: string;
	statement: string;
};

/** Of a decision, by the judgment that each belongs to. */
export async function proofsOf(db: ReadDb, decisionId: string): Promise<Map<string, Proof>> {
	const rows = await db.query<Row>(
		`select judgment_id, passkey_id, nonce, statement, client_data, authenticator_data, signature from assertion
		where decision_id = $1`,
		decisionId
	);
	return new Map(
		rows.map(({ judgment_id, passkey_id, statement, ...rest }) => [
			judgment_id,
			{ passkey: passkey_id, ...rest, statement: JSON.parse(statement) as Statement }
		])
	);
}
