/**
 * Judgments that final answers overruled, and which kind of error each was: counted of everybody and with the items for
 * whoever leads; of oneself in whole steps, so that no number tells which item moved it.
 */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { inSteps, type ErrorItem, type OwnErrors } from './errors.ts';

/** @param kind null where the lead did not say */
export type ErrorCount = { rater: string; kind: string | null; overruled: number };

const counted = async (db: ReadDb, where: string, ...values: string[]): Promise<ErrorCount[]> =>
	(
		await db.query<ErrorCount>(
			`select rater, kind, count(*) as overruled from overruling where ${where} group by rater, kind
			order by rater, kind is null, kind`,
			...values
		)
	).map((row) => ({ ...row, overruled: Number(row.overruled) }));

/** Of everybody, by whose they were and of which kind, those of none last. @throws Refusal not_found, forbidden */
export async function countErrors(store: Store, actor: Actor, slug: string): Promise<ErrorCount[]> {
	const { project } = await authorize(store, actor, 'judge', slug);
	return counted(store.read, 'project_id = $1', project.id);
}

/** So many items of one person are told, the latest first. */
export const MOST_ERRORS = 200;

/** The items on which a person was overruled. @param rater an e-mail or a name @throws Refusal not_found, forbidden */
export async function listErrors(
	store: Store,
	actor: Actor,
	slug: string,
	rater: string
): Promise<ErrorItem[]> {
	const { project } = await authorize(store, actor, 'judge', slug);
	return store.read.query<ErrorItem>(
		`select o.item_id as id, i.key, o.kind from overruling o join item i on i.id = o.item_id
		where o.project_id = $1 and o.rater = $2 order by o.at desc, o.judgment_id desc limit ${MOST_ERRORS}`,
		project.id,
		rater
	);
}

/** Of oneself, in whole steps; null where there is too little to say. */
export const ownErrors = async (
	store: Store,
	project: ProjectRow,
	rater: string
): Promise<OwnErrors | null> =>
	inSteps(await counted(store.read, 'project_id = $1 and rater = $2', project.id, rater));
