/**
 * What the thread of statistics answers of agreement. It keeps the judgments of projects as columns, and numbers as long
 * as nothing came since; of all projects together so much, what was asked of longest ago goes first.
 */
import type { Question as Asked } from '#lib/job/answering-thread.server.ts';
import type { Form } from '#lib/form/form.ts';
import { formOf } from '#lib/project/version.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { AgreementAnswer, AgreementAsk, AgreementQuery, QuestionView } from './agreement.ts';
import { choose, type Chosen, type Judged } from './chosen.ts';
import { bringUpTo, newColumns, readItems, weightOf, type Columns, type Ear } from './columns.server.ts';
import { behindCell, silentView, viewOf, type Given } from './measure.ts';
import type { Answers } from './statistics.server.ts';
import { taggedBy } from './tags.ts';

/** Bytes that are kept of all projects together. */
const MOST_BYTES = 512 * 1024 * 1024;
/** Items behind a cell that are told. */
const FIRST = 50;

type Kept = {
	form: Form;
	columns: Columns;
	/** numbers, by what they were asked for */
	known: Map<string, QuestionView>;
	/** the version of the columns that they are of */
	of: number;
	/** one reading at a time; each waits for the one before */
	line: Promise<unknown>;
};

/** A view of what was read so far: columns grow behind it. */
const judgedIn = ({ item, rater, at, guidelines, model }: Columns): Judged => ({
	item: item.values.subarray(0, item.length),
	rater: rater.values.subarray(0, rater.length),
	at: at.values.subarray(0, at.length),
	guidelines: guidelines.values.subarray(0, guidelines.length),
	model: model.values.subarray(0, model.length)
});

const moment = (text: string | undefined, or: number): number => (text === undefined ? or : Date.parse(text));

function chosenBy({ columns }: Kept, query: AgreementQuery, kind: AgreementQuery['kind']): Chosen {
	const { hidden, raters, about } = columns;
	const tagged = query.tag === undefined ? null : taggedBy(query.tag);
	const isTagged = about.metadata.all.map((metadata) => tagged?.(metadata) ?? true);
	return choose(judgedIn(columns), {
		kind,
		rater: query.rater === undefined ? null : raters.all.indexOf(query.rater),
		from: moment(query.from, -Infinity),
		to: moment(query.to, Infinity),
		guidelines: query.guidelines ?? null,
		takes: (item) =>
			!hidden.has(item) && (tagged === null || (isTagged[about.tags.values[item] ?? 0] ?? false))
	});
}

function givenOf(
	{ columns }: Kept,
	{ question, hearing, said, heard }: Ear,
	chosen: Chosen,
	models: Chosen | null
): Given {
	const { rater, at } = judgedIn(columns);
	const { group, known } = columns.about;
	return {
		question,
		hearing,
		chosen,
		models,
		material: {
			said: said.values.subarray(0, said.length),
			heard: heard.all as Given['material']['heard'],
			rater,
			at,
			raters: columns.raters.all,
			group: (item) => (item < known ? (group.values[item] ?? item) : item)
		}
	};
}

async function answered(kept: Kept, query: AgreementQuery, pause: Asked['pause']): Promise<AgreementAnswer> {
	const { form, columns, known } = kept;
	const { question, one, other, ...filter } = query;
	const name = JSON.stringify(filter);
	const questions = form.questions.filter((own) => question === undefined || own.name === question);
	let chosen: { of: Chosen; models: Chosen | null } | null = null;
	const givenBy = (ear: Ear): Given => {
		chosen ??= {
			of: chosenBy(kept, query, query.kind),
			models: query.kind === 'person' ? chosenBy(kept, query, 'model') : null
		};
		return givenOf(kept, ear, chosen.of, chosen.models);
	};
	const views: QuestionView[] = [];
	let cell: AgreementAnswer['cell'] = null;
	for (const own of questions) {
		const ear = columns.ears.find((one) => one.question.name === own.name);
		const key = `${own.name} ${name}`;
		const view = known.get(key) ?? (ear ? viewOf(givenBy(ear)) : silentView(own));
		known.set(key, view);
		views.push(view);
		if (ear && question !== undefined && one !== undefined && other !== undefined) {
			const found = [...behindCell(givenBy(ear), one, other)].sort(([, a], [, b]) => b - a);
			const first = found.slice(0, FIRST).map(([item]) => columns.items.all[item] ?? '');
			cell = { one, other, items: found.length, first };
		}
		await pause();
	}
	return { questions: views, cell };
}

async function newKept(db: ReadDb, projectId: string, formVersion: number): Promise<Kept> {
	const form = await formOf(db, { id: projectId, formVersion });
	return { form, columns: newColumns(projectId, form), known: new Map(), of: 0, line: Promise.resolve() };
}

export function openAgreement(mostBytes = MOST_BYTES): Answers {
	/** In the order in which they were last asked of. */
	const all = new Map<string, Promise<Kept>>();
	const forget = async (): Promise<void> => {
		let sum = 0;
		for (const [key, found] of [...all].toReversed()) {
			const kept = await found.catch(() => null);
			sum += kept ? weightOf(kept.columns) : 0;
			// What was asked of last is kept, or it would be read anew at each question.
			if (sum > mostBytes && all.size > 1) all.delete(key);
		}
	};
	return async ({ read, question, pause }) => {
		const { project, form_version: version, stage, as_of: asOf, query } = question as unknown as AgreementAsk;
		const key = JSON.stringify([project, version]);
		const found = all.get(key) ?? newKept(read, project, version);
		all.delete(key);
		all.set(key, found);
		const kept = await found.catch((error: unknown) => {
			all.delete(key);
			throw error;
		});
		const work = async (): Promise<AgreementAnswer> => {
			try {
				await bringUpTo(read, kept.columns, asOf, pause);
				// Responses to one prompt are alike; what is labelled stands alone.
				if (stage === 'alignment' || query.tag !== undefined)
					await readItems(read, kept.columns, stage === 'alignment', pause);
			} catch (error) {
				// What was read of it by then would be read twice.
				all.delete(key);
				throw error;
			}
			if (kept.of !== kept.columns.version) kept.known.clear();
			kept.of = kept.columns.version;
			return answered(kept, query, pause);
		};
		const own = kept.line.then(work, work);
		kept.line = own.catch(() => {});
		const answer = await own;
		await forget();
		return answer as unknown as Json;
	};
}
