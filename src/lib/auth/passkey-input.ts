/** What browsers send of passkeys: the JSON forms of Web Authentication, level 3, section 5.1.8; bytes are base64url. */
import { z } from 'zod';

const Bytes = z
	.string()
	.max(16_384)
	.regex(/^[\w-]+$/, 'Bytes are sent as base64url.');

export const PasskeyName = z
	.string()
	.trim()
	.min(1, 'A passkey has a name.')
	.max(100)
	.regex(/^[^\p{Cc}]+$/u, 'A name is one line.');

/** What `navigator.credentials.get` gives. */
export const AssertionJson = z.object({
	id: Bytes,
	rawId: Bytes,
	type: z.literal('public-key'),
	response: z.object({
		clientDataJSON: Bytes,
		authenticatorData: Bytes,
		signature: Bytes,
		userHandle: Bytes.nullish()
	})
});
export type AssertionJson = z.infer<typeof AssertionJson>;

/** What `navigator.credentials.create` gives. */
export const RegistrationJson = z.object({
	id: Bytes,
	rawId: Bytes,
	type: z.literal('public-key'),
	response: z.object({
		clientDataJSON: Bytes,
		attestationObject: Bytes,
		transports: z.array(z.string().max(40)).max(10).optional()
	})
});
export type RegistrationJson = z.infer<typeof RegistrationJson>;

export const EnrolmentAsk = z.strictObject({ password: z.string().max(1000) });
export const EnrolmentInput = z.strictObject({ name: PasskeyName, credential: RegistrationJson });
export type EnrolmentInput = z.infer<typeof EnrolmentInput>;
export const PasskeyPatch = z.strictObject({ name: PasskeyName });
export const PasskeySignIn = z.strictObject({ credential: AssertionJson });

/** A passkey's word on a review: the nonce that was asked with, and the answer. */
export const SignatureInput = z.strictObject({ nonce: Bytes.max(100), credential: AssertionJson });
export type SignatureInput = z.infer<typeof SignatureInput>;
