/** What came into a project lately, and what an import page must know of it: the form, and how its items are named. */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Kind } from './intake.server.ts';
import { formOf } from './version.server.ts';

const LATEST = 6;
const SAMPLES = 20;

type Row = {
	id: string;
	kind: Kind;
	name: string | null;
	received: number;
	created: number;
	unchanged: number;
	rejected: number;
	started_at: number;
	finished_at: number | null;
};

const idsIn = (payload: Json): string[] =>
	isObject(payload) && Array.isArray(payload.responses)
		? payload.responses.flatMap((r) => (isObject(r) && typeof r.id === 'string' ? [r.id] : []))
		: [];

/** @throws Refusal not_found, forbidden */
export async function readImports(store: Store, actor: Actor, slug: string) {
	const { project } = await authorize(store, actor, 'manage', slug);
	const [form, latest, samples] = await Promise.all([
		formOf(store.read, project),
		store.read.query<Row>(
			`select id, kind, name, received, created, unchanged, rejected, started_at, finished_at
			from intake where project_id = $1 order by id desc limit $2`,
			project.id,
			LATEST
		),
		store.read.query<{ key: string; payload: string }>(
			'select key, payload from item where project_id = $1 order by id limit $2',
			project.id,
			SAMPLES
		)
	]);
	return {
		form,
		latest,
		items: samples.map(({ key, payload }) => ({ key, responses: idsIn(JSON.parse(payload) as Json) }))
	};
}
