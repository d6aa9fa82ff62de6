/**
 * What the thread of statistics answers of agreement. Of each question and filter it keeps counts, to which only what
 * came since is added, and the numbers themselves as long as nothing comes.
 */
import type { Question as Asked } from '#lib/job/answering-thread.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Json } from '#lib/schema/json.ts';
import type { AgreementAnswer, AgreementAsk, QuestionView } from './agreement.ts';
import type { Columns } from './columns.ts';
import { openReading, type Reading } from './columns.server.ts';
import { measuring, silentView, type Measuring } from './measure.ts';
import type { Answers } from './statistics.server.ts';

/** Bytes that counts may take, of one project: what was asked of longest ago goes first. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Items behind a cell that are told. */
const FIRST = 50;

/** Counts by question and filter, in the order in which they were last asked for. */
type Known = Map<string, Measuring>;

function forget(known: Known): void {
	let sum = 0;
	for (const [name, one] of [...known].toReversed()) {
		sum += one.bytes();
		if (sum > MOST_BYTES && known.size > 1) known.delete(name);
	}
}

async function answered(
	known: Known,
	columns: Columns,
	form: Form,
	{ stage, query }: AgreementAsk,
	pause: Asked['pause']
): Promise<AgreementAnswer> {
	const { question, one, other, ...filter } = query;
	const measuringOf = async (ear: Columns['ears'][number]): Promise<Measuring> => {
		const name = JSON.stringify([ear.question.name, filter]);
		const found = known.get(name) ?? measuring(columns, ear, filter, stage === 'alignment');
		known.delete(name);
		// Where nobody waits any more it was counted half.
		await found.bringUp(pause);
		known.set(name, found);
		return found;
	};
	const views: QuestionView[] = [];
	let cell: AgreementAnswer['cell'] = null;
	for (const own of form.questions) {
		if (question !== undefined && own.name !== question) continue;
		const ear = columns.ears.find((one) => one.question.name === own.name);
		if (!ear) {
			views.push(silentView(own));
			continue;
		}
		const measured = await measuringOf(ear);
		views.push(measured.view());
		if (question !== undefined && one !== undefined && other !== undefined) {
			const items = measured.behind(one, other);
			const first = items.slice(0, FIRST).map((item) => columns.items.all[item] ?? '');
			cell = { one, other, items: items.length, first };
		}
		await pause();
	}
	forget(known);
	return { questions: views, cell };
}

/** @param reading of judgments, which others may read by too */
export function openAgreement(reading: Reading = openReading()): Answers {
	const all = new WeakMap<Columns, Known>();
	return async ({ read, question, pause }) => {
		const ask = question as unknown as AgreementAsk;
		const wanted = {
			project: ask.project,
			stage: ask.stage,
			formVersion: ask.form_version,
			asOf: ask.as_of,
			withItems: ask.query.tag !== undefined
		};
		const answer = await reading({ read, pause }, wanted, (columns, form) => {
			const known: Known = all.get(columns) ?? new Map();
			all.set(columns, known);
			return answered(known, columns, form, ask, pause);
		});
		return answer as unknown as Json;
	};
}
