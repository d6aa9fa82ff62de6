/** A file that goes out of one project and into another one, and what is still there. */
import { collect } from './rows.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { ExportQuery } from '#lib/datasets/export.ts';
import { exportFile } from '#lib/datasets/export.server.ts';
import type { Format } from '#lib/datasets/format.ts';
import { importBytes } from '#lib/datasets/import.server.ts';
import type { Kind } from '#lib/datasets/mapping.ts';
import type { Form } from '#lib/form/form.ts';
import type { Report } from '#lib/project/incoming.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { canonical, type JsonObject } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Stage } from '#lib/schema/values.ts';

export type Judged = { rater: string; answers: JsonObject; shown: string[] | null; at: string };
export type Found = {
	key: string;
	payload: JsonObject;
	metadata: JsonObject | null;
	gold: JsonObject | null;
	judgments: Judged[];
	suggestions: { source: string; answers: JsonObject; score: number | null }[];
};

/** What is looked for: an item that carries it, and whether what came back has it still. */
export type Probe = {
	/** in the words of the table */
	feature: string;
	/** a word in its payload that no other has */
	mark: string;
	item: JsonObject;
	judgments?: JsonObject[];
	kept(found: Found): boolean;
};

export async function makeProject(store: Store, slug: string, stage: Stage, form: Form): Promise<void> {
	await createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage, form }));
}

async function* bytesOf(file: string | Uint8Array): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(typeof file === 'string' ? Buffer.from(file, 'utf8') : file);
}

export const bring = (
	store: Store,
	slug: string,
	file: string | Uint8Array,
	format: Format,
	kind: Kind = 'items'
): Promise<Report> => importBytes(store, actor, slug, bytesOf(file), { kind, mapping: null, format });

const lines = (rows: JsonObject[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Items first, then what was said of them. */
export async function fill(store: Store, slug: string, probes: Probe[], judged = true): Promise<void> {
	const items = await bring(store, slug, lines(probes.map(({ item }) => item)), 'ndjson');
	if (items.errors[0]) throw new Error(items.errors[0].message);
	if (!judged) return;
	const judgments = probes.flatMap(({ judgments: own = [] }) => own);
	const report = await bring(store, slug, lines(judgments), 'ndjson', 'judgments');
	if (report.errors[0]) throw new Error(report.errors[0].message);
}

export async function exported(store: Store, slug: string, query: object): Promise<Buffer> {
	const { lines } = await exportFile(store, actor, slug, ExportQuery.parse(query));
	return Buffer.concat((await collect(lines)).map((piece) => Buffer.from(piece)));
}

type Row = { [name: string]: string | number | null };
const parsed = (value: string | number | null | undefined): JsonObject | null =>
	typeof value === 'string' ? (JSON.parse(value) as JsonObject) : null;

export async function contentOf(store: Store, slug: string): Promise<Found[]> {
	const rows = (table: string, columns: string) =>
		store.read.query<Row>(
			`select ${columns} from ${table} where project_id = (select id from project where slug = $1) order by id`,
			slug
		);
	const [items, judgments, suggestions] = await Promise.all([
		rows('item', 'id, key, payload, metadata, gold'),
		rows('judgment', 'item_id, rater, answers, shown, at'),
		rows('suggestion', 'item_id, source, answers, score')
	]);
	return items.map(({ id, key, payload, metadata, gold }) => ({
		key: String(key),
		payload: parsed(payload) ?? {},
		metadata: parsed(metadata),
		gold: parsed(gold),
		judgments: judgments
			.filter(({ item_id: item }) => item === id)
			.map((own) => ({
				rater: String(own.rater),
				answers: parsed(own.answers) ?? {},
				shown: typeof own.shown === 'string' ? (JSON.parse(own.shown) as string[]) : null,
				at: new Date(Number(own.at)).toISOString()
			})),
		suggestions: suggestions
			.filter(({ item_id: item }) => item === id)
			.map((own) => ({
				source: String(own.source),
				answers: parsed(own.answers) ?? {},
				score: own.score === null || own.score === undefined ? null : Number(own.score)
			}))
	}));
}

/** Of each probe whether what came back still has what it is for. */
export const survived = (probes: Probe[], found: Found[]): boolean[] =>
	probes.map(({ mark, kept }) => found.some((own) => canonical(own.payload).includes(mark) && kept(own)));

export type Trip = { name: string; kept: boolean[] };

/** What all formats of a kind keep, what none does, and a table of what differs. */
export function sectionOf(title: string, probes: Probe[], trips: Trip[]): string {
	const features = probes.map(({ feature }, i) => ({
		feature,
		kept: trips.map((trip) => trip.kept[i] === true)
	}));
	const named = (all: typeof features) => all.map(({ feature }) => feature).join(', ') || 'nothing';
	const every = features.filter(({ kept }) => kept.every(Boolean));
	const none = features.filter(({ kept }) => !kept.some(Boolean));
	const some = features.filter((own) => !every.includes(own) && !none.includes(own));
	const [first] = trips;
	const who = trips.length === 1 ? `\`${first?.name ?? ''}\` keeps` : 'All keep';
	const table = [
		`| format | ${some.map(({ feature }) => feature).join(' | ')} |`,
		`|---|${some.map(() => '---|').join('')}`,
		...trips.map(
			({ name }, i) => `| \`${name}\` | ${some.map(({ kept }) => (kept[i] ? 'yes' : '–')).join(' | ')} |`
		)
	];
	return [
		`## ${title}`,
		`${who}: ${named(every)}.`,
		`${trips.length === 1 ? 'It loses' : 'All lose'}: ${named(none)}.`,
		...(some.length > 0
			? [table.join('\n')]
			: trips.length > 1
				? [`These are: ${trips.map(({ name }) => `\`${name}\``).join(', ')}.`]
				: [])
	].join('\n\n');
}
