/** A public key as RFC 8037 has it, with the members that verifiers look for. */
export type Jwk = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'EdDSA'; use: 'sig' };

/** The members that make a public key (RFC 7517, RFC 7518, RFC 8037): what a passkey signs is checked with them. */
export type PublicJwk =
	| { kty: 'EC'; crv: 'P-256'; x: string; y: string }
	| { kty: 'OKP'; crv: 'Ed25519'; x: string }
	| { kty: 'RSA'; n: string; e: string };
