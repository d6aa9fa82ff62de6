/** Hashes of actions: what an approval binds, and the whole of what was looked at. */
import { digestOf, sha256 } from '#lib/schema/digest.server.ts';
import { boundText, type Action } from './action.ts';

/** `sha256:` and the hex SHA-256 of the canonical JSON of name and args, without the unbound fields. */
export const actionHash = (action: Action, unbound: readonly string[]): string =>
	`sha256:${sha256(boundText(action, unbound))}`;

/** Of all arguments, bound or not: a signature is for what its giver saw. */
export const actionDigest = (action: Action): string => digestOf(action);
