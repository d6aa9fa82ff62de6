/** A public key as RFC 8037 has it, with the members that verifiers look for. */
export type Jwk = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'EdDSA'; use: 'sig' };
