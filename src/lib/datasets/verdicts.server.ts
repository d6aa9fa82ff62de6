/**
 * What people's verdicts on decisions teach, as they are at a position of the log. Only the verdict that concluded
 * counts: not a time-out, not a halt, not a policy, and not a signature that others did not join.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { inList } from '#lib/project/insert.server.ts';
import { sizedPages } from '#lib/project/pages.server.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Example } from './example.ts';
import type { ExportQuery, VerdictReport } from './export.ts';
import { askedBy, type Asking } from './asked.ts';
import { counts, picking, usual, type Policies } from './policy.ts';
import { chosenOf } from './policy-query.ts';
import { optionsOf } from './rankings.server.ts';
import type { Target } from './targets/target.ts';
import { exampleOf, noExample, type Concluded, type VerdictKind } from './verdict-examples.ts';
import { zeros } from './zeros.ts';

/** Events with which a person's verdict ends a decision, or passes judgment on one that ran alone. */
const concluding = [
	'approved',
	'approved_with_edit',
	'rejected',
	'responded',
	'vetoed',
	'confirmed',
	'reversed'
];

type Row = {
	id: string;
	item_id: string;
	key: string;
	rater: string;
	at: number;
	answers: string;
	payload: string;
	type: string;
	agent: string;
	risk: string;
	asked: number | null;
	sampled: boolean | number;
	rule: string;
	policy_version: number;
};
export type FromVerdicts = { target: Target; query: ExportQuery; policies?: Policies };

/** The sample of each rule of each version, as far as they were met. */
function rulesIn(db: ReadDb, project: ProjectRow) {
	const known = new Map<number, Asking['rules']>();
	return async (version: number): Promise<Asking['rules']> => {
		const found = known.get(version);
		if (found) return found;
		const [row] = await db.query<{ document: string }>(
			'select document from policy where project_id = $1 and version = $2',
			project.id,
			version
		);
		const document = row ? (JSON.parse(row.document) as { rules?: Asking['rules'] }) : {};
		const rules = document.rules ?? [];
		known.set(version, rules);
		return rules;
	};
}

/** A verdict that concluded a decision, before anybody chose which count. */
export type Verdict = {
	/** of the judgment */
	id: string;
	rater: string;
	at: number;
	answers: JsonObject;
	/** what a decision says of itself stands for the metadata of an item */
	metadata: JsonObject;
	concluded: Concluded;
};

/**
 * In the order of the judgments' ids, page by page.
 * @param which verdicts after an id alone, or those of some ids alone
 */
export async function* verdictsOf(
	db: ReadDb,
	project: ProjectRow,
	asOf: number,
	{ after = '', ids }: { after?: string; ids?: string[] } = {}
): AsyncGenerator<Verdict[]> {
	const types = concluding.map((type) => `'decision.${type}'`).join(', ');
	const rulesOf = rulesIn(db, project);
	const named = ids ? inList(ids, 5) : null;
	const found = sizedPages<Row>(
		(last, limit) =>
			db.query<Row>(
				`select judgment.id, judgment.item_id, item.key, judgment.rater, judgment.at, judgment.answers, item.payload, event.type,
					decision.agent, decision.risk, decision.asked, decision.sampled, decision.rule, decision.policy_version from judgment
				join item on item.id = judgment.item_id
				join decision on decision.id = judgment.item_id
				join event on event.id = judgment.event_id and event.position <= $3 and event.type in (${types})
				where judgment.project_id = $1 and judgment.id > $2 and judgment.kind = 'person'
					and decision.erased_at is null
					${named ? `and judgment.id in (${named.marks})` : ''}
				order by judgment.id limit $4`,
				project.id,
				last?.id ?? after,
				asOf,
				limit,
				...(named?.values ?? [])
			),
		({ answers, payload }) => answers.length + payload.length
	);
	for await (const rows of found) {
		const page: Verdict[] = [];
		for (const row of rows) {
			const { prompt, action } = JSON.parse(row.payload) as { prompt?: Json; action?: Json };
			if (!isObject(action)) continue;
			const { id, rater, at, agent, risk } = row;
			const answers = JSON.parse(row.answers) as JsonObject;
			const recorded = row.asked;
			const rules = row.sampled && recorded === null ? await rulesOf(row.policy_version) : [];
			const sampled = Boolean(row.sampled);
			const asked = askedBy({ event: row.type, recorded, sampled, rule: row.rule, rules });
			page.push({
				id,
				rater,
				at,
				answers,
				metadata: { action: action.name ?? null, agent, risk },
				concluded: {
					id: row.item_id,
					prompt,
					proposed: action,
					answers,
					meta: { project: project.slug, item: row.key, raters: [rater], models: [], asked }
				}
			});
		}
		yield page;
	}
}

async function* concludedOf(
	db: ReadDb,
	project: ProjectRow,
	asOf: number,
	policies: Policies
): AsyncGenerator<Concluded[]> {
	const isCounted = counts(policies);
	const isPicked = picking(policies) ?? (() => true);
	for await (const page of verdictsOf(db, project, asOf))
		yield page
			.filter((verdict) => isCounted(verdict) && isPicked(verdict.metadata))
			.map(({ concluded }) => concluded);
}

export const exampleOfVerdict = (
	of: Concluded,
	project: ProjectRow,
	{ target }: Pick<FromVerdicts, 'target'>
) => exampleOf(target.from as VerdictKind, of, project.settings.output_field);

/** @param drop hears of each verdict that is no example, why, and of which decision */
export async function* verdictExamples(
	db: ReadDb,
	project: ProjectRow,
	from: FromVerdicts,
	asOf: number,
	drop: (why: string, item: string) => void = () => {}
): AsyncGenerator<Example[]> {
	for await (const page of concludedOf(db, project, asOf, from.policies ?? usual)) {
		const examples: Example[] = [];
		for (const concluded of page) {
			const example = exampleOfVerdict(concluded, project, from);
			if (typeof example === 'string') drop(example, concluded.id);
			else examples.push(example);
		}
		yield examples;
	}
}

export async function verdictReport(
	db: ReadDb,
	project: ProjectRow,
	from: FromVerdicts,
	asOf: number,
	pause: () => Promise<void>
): Promise<VerdictReport> {
	const { target, query, policies: chosen = usual } = from;
	const report: VerdictReport = {
		format: target.name,
		source: 'verdicts',
		tools: query.tools,
		as_of: asOf,
		policies: chosenOf(chosen),
		verdicts: 0,
		rows: 0,
		dropped: zeros([...noExample, ...target.drops])
	};
	for await (const page of concludedOf(db, project, asOf, chosen)) {
		await pause();
		for (const concluded of page) {
			const example = exampleOfVerdict(concluded, project, from);
			const row = typeof example === 'string' ? example : target.row(example, optionsOf(query));
			report.verdicts++;
			if (typeof row === 'string') report.dropped[row] = (report.dropped[row] ?? 0) + 1;
			else report.rows++;
		}
	}
	return report;
}
