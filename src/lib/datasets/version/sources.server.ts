/** The examples of a version's projects, each as it was when the version was asked for. */
import { eq } from 'drizzle-orm';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import { seenAt } from '#lib/project/as-of.server.ts';
import { sizedPages } from '#lib/project/pages.server.ts';
import { rankingQuestion } from '#lib/project/resolving.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { project } from '#lib/schema/tables.ts';
import type { Answers, ProjectSettings } from '#lib/schema/values.ts';
import { answerExamples } from '../answers.server.ts';
import type { Example } from '../example.ts';
import { ExportQuery, lackOfForm, teaches } from '../export.ts';
import { judgmentExamples } from '../judgments.server.ts';
import type { Policies, Rule } from '../policy.ts';
import { asksSeveral, policiesIn } from '../policy-query.ts';
import { rankingExamples } from '../rankings.server.ts';
import type { Column } from '../targets/columns.ts';
import { targetOf } from '../targets/list.ts';
import type { Target } from '../targets/target.ts';
import { verdictExamples } from '../verdicts.server.ts';
import type { Said } from './findings.ts';
import type { DatasetOptions, Recipe, Source } from './recipe.ts';

/** @throws Refusal gone when the project was removed since */
export async function pinned(db: ReadDb, source: Source): Promise<ProjectRow> {
	const [row] = await db.select().from(project).where(eq(project.id, source.id));
	if (!row) throw new Refusal('gone', `The project “${source.name}” is gone, and its judgments with it.`);
	const { overlap, overlap_cap = null, output_field, form_version: formVersion, slug, name } = source;
	const settings = { ...row.settings, overlap, overlap_cap, output_field };
	return { ...row, slug, name, formVersion, settings };
}

/** A project may be older than the setting. */
const capOf = ({ overlap, overlap_cap: cap }: Partial<ProjectSettings>) =>
	cap && cap > (overlap ?? 1) ? { overlap_cap: cap } : {};

export const pin = (row: ProjectRow): Source => ({
	id: row.id,
	slug: row.slug,
	name: row.name,
	stage: row.stage,
	overlap: row.settings.overlap,
	// Left out where there is none, as before there was such a setting: the recipe of a version never changes.
	...capOf(row.settings),
	output_field: row.settings.output_field,
	form_version: row.formVersion,
	...(row.stage === 'runtime' ? {} : { consensus: row.settings.consensus })
});

/** The policies that a source's examples are made by. */
export const policiesFor = (
	{ from }: Pick<Target, 'from'>,
	{ stage, consensus }: Pick<Source, 'stage' | 'consensus'>,
	{ per, policies }: Pick<DatasetOptions, 'per' | 'policies'>
): Policies => policiesIn(policies, { from, stage, per, consensus });

/** What a version says of a source's rule; nothing of those from before files followed it, which are made again alike. */
export const statedRule = (
	target: Pick<Target, 'from'>,
	source: Source,
	{ per, policies }: DatasetOptions
): Rule | null =>
	source.consensus !== undefined && asksSeveral(target.from, source.stage, per)
		? policiesFor(target, source, { per, policies }).disagreement
		: null;

export function targetIn(format: string): Target {
	const target = targetOf(format);
	if (!target) throw new Refusal('invalid', `There is no format named ${format}.`);
	return target;
}

/** Why a project has nothing for a target, as a sentence; null when it may have. @param form null of runtime projects */
export function lackIn(target: Target, row: ProjectRow, form: Form | null): string | null {
	if (!teaches(row.stage, target.from))
		return `“${row.name}” has nothing for ${target.name}: its people are asked other things.`;
	if (form === null || target.from === 'judged') return null;
	if (row.stage === 'alignment' && target.from !== 'rated' && rankingQuestion(form) === null)
		return `“${row.name}” asks for no ranking, of which ${target.name} is made.`;
	return lackOfForm(target, row.stage, form);
}

/** The columns of a version's files. @throws Refusal other_columns where they follow from forms that differ */
export async function columnsOf(db: ReadDb, target: Target, sources: Source[]): Promise<Column[]> {
	const [first, ...others] = sources;
	if (!target.columnsIn || !first) return target.columns;
	const columns = target.columnsIn(await formOf(db, await pinned(db, first)));
	for (const other of others) {
		const own = target.columnsIn(await formOf(db, await pinned(db, other)));
		if (JSON.stringify(own) !== JSON.stringify(columns))
			throw new Refusal(
				'other_columns',
				`“${other.name}” shows or asks other things than “${first.name}”, so its ${target.name} have other columns. Make a version of each.`
			);
	}
	return columns;
}

/** The form that judgments of a project answer; decisions have none. */
export const askedForm = (db: ReadDb, row: ProjectRow): Promise<Form | null> =>
	row.stage === 'runtime' ? Promise.resolve(null) : formOf(db, row);

export const lackOf = async (db: ReadDb, target: Target, row: ProjectRow): Promise<string | null> =>
	lackIn(target, row, await askedForm(db, row));

/** Page by page. @param drop hears of each that is no example, why, and of which item */
export async function* examplesOf(
	db: ReadDb,
	source: Source,
	{ format, options, as_of: asOf }: Recipe,
	drop: (why: string, item: string) => void
): AsyncGenerator<Example[]> {
	const target = targetIn(format);
	const row = await pinned(db, source);
	const query = ExportQuery.parse({ format, tools: options.tools, per: options.per });
	const policies = policiesFor(target, source, options);
	if (target.from === 'judged') return yield* judgmentExamples(db, row, { policies, payloads: true }, asOf);
	if (row.stage === 'runtime')
		return yield* verdictExamples(db, row, { target, query, policies }, asOf, drop);
	const form = await formOf(db, row);
	if (row.stage === 'annotation' || target.from === 'rated')
		return yield* answerExamples(db, row, { target, form, query, policies }, asOf, drop);
	const question = rankingQuestion(form);
	if (question !== null) yield* rankingExamples(db, row, { target, question, query, policies }, asOf, drop);
}

type Standing = {
	id: string;
	item_id: string;
	rater: string;
	answers: string;
	shown: string | null;
	at: number;
	event_id: string;
};

const latestOf = (rows: Standing[]): Said[] => {
	const latest = new Map<string, Standing>();
	for (const row of rows) {
		const known = latest.get(row.rater);
		if (!known || known.at < row.at || (known.at === row.at && known.id < row.id)) latest.set(row.rater, row);
	}
	return [...latest.values()].map(({ answers, shown }) => ({
		answers: JSON.parse(answers) as Answers,
		shown: shown === null ? null : (JSON.parse(shown) as string[])
	}));
};

/**
 * Item by item, in the order of their ids, of each person the judgment that stands: given here for its count, or
 * imported.
 */
export async function* standingOf(db: ReadDb, row: ProjectRow, asOf: number): AsyncGenerator<Said[]> {
	const seen = seenAt(db, asOf);
	const judgments = sizedPages<Standing>(
		(after, limit) =>
			db.query<Standing>(
				`select id, item_id, rater, answers, shown, at, event_id from judgment
				where project_id = $1 and (item_id, id) > ($2, $3) and kind = 'person' and (counted = $4 or via = 'import')
				order by project_id, item_id, id limit $5`,
				row.id,
				after?.item_id ?? '',
				after?.id ?? '',
				true,
				limit
			),
		({ answers }) => answers.length
	);
	const open: Standing[] = [];
	for await (const page of judgments)
		for (const one of await seen(page)) {
			if (open[0] && open[0].item_id !== one.item_id) yield latestOf(open.splice(0));
			open.push(one);
		}
	if (open.length > 0) yield latestOf(open);
}
