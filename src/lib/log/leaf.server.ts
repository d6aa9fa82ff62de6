/**
 * What the tree holds of an event: its fixed parts as they are, its data by a salted hash. So data can be erased, and
 * every root and proof that was ever given still holds.
 */
import { canonical } from '#lib/schema/json.ts';
import { bind } from './bind.server.ts';
import { leafHash } from './merkle.server.ts';

/** An event as the database has it; `data` is canonical text. */
export type SealedRow = {
	position: number;
	id: string;
	at: number;
	type: string;
	actor: string;
	project: string | null;
	stage: string | null;
	subject_type: string;
	subject_id: string;
	data: string | null;
	salt: string | null;
	data_hash: string | null;
};

export const sealedColumns =
	'position, id, at, type, actor, project, stage, subject_type, subject_id, data, salt, data_hash';

/** Null: an event without data. @throws Error for data that has no salt: nothing may be hashed without one */
export function dataHashOf({ id, data, salt, data_hash }: SealedRow): string | null {
	if (data_hash !== null) return data_hash;
	if (data === null) return null;
	if (salt === null) throw new Error(`Event ${id} has no salt.`);
	return bind(salt, data);
}

/** The bytes that are hashed: canonical JSON (RFC 8785), `at` in milliseconds, `data` the hex of its salted hash. */
export const entryOf = (row: SealedRow): Buffer =>
	Buffer.from(
		canonical({
			position: row.position,
			id: row.id,
			at: row.at,
			type: row.type,
			actor: row.actor,
			project: row.project,
			stage: row.stage,
			subject: { type: row.subject_type, id: row.subject_id },
			data: dataHashOf(row)
		})
	);

export const leafOf = (row: SealedRow): Buffer => leafHash(entryOf(row));
