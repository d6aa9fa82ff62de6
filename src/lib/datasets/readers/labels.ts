/**
 * Labels as we write them, in JSONL and in CSV (targets/labels.ts): a flat row an item, with what most said to each
 * question. Answers that were decided are a judgment by the crowd.
 */
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { hasMajority } from '#lib/project/majority.ts';
import { type Json, type JsonObject } from '#lib/schema/json.ts';
import { labelColumns } from '../targets/labels.ts';
import { opened } from './argilla-record.ts';
import { CROWD, itemWith, numberIn, textIn } from './brought.ts';
import { dataIn } from './payload.ts';
import type { Shape } from './shape.ts';

const resolutions = ['adjudication', 'single', 'majority'];
/** Beside each answer, and never nothing; the agreement is, where votes are split. */
const sure = ['status', 'judgments'];

/** In a CSV, where all cells are text, what a spreadsheet would run as a formula stands behind an apostrophe. */
const isTable = (row: JsonObject): boolean =>
	Object.entries(row).some(([name, cell]) => name.endsWith('_judgments') && typeof cell === 'string');
const withoutQuote = (cell: Json): Json =>
	typeof cell === 'string' && /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;

function answerIn({ type, of }: Question, cell: Json): Json {
	if (type === 'rating' && of === undefined) return numberIn(cell);
	return of === undefined && (type === 'label' || type === 'text') ? cell : opened(cell);
}

function read(row: JsonObject, form: Form): { payload: JsonObject; answers: JsonObject } {
	const questions = form.questions.filter(hasMajority);
	const names = labelColumns({ fields: form.fields, questions });
	const plain = isTable(row) ? withoutQuote : (cell: Json) => cell;
	const cellOf = (name: string | undefined): Json => plain(row[name ?? ''] ?? null);
	const payload = form.fields.flatMap(({ name, type }, i) => {
		const cell = cellOf(names.fields[i]);
		return cell === null ? [] : [[name, type === 'chat' || type === 'table' ? opened(cell) : cell] as const];
	});
	const answers = questions.flatMap((question, i) => {
		const cell = cellOf(names.answers[i]);
		const decided = row[names.statuses[i] ?? ''] === 'decided';
		return decided && cell !== null ? [[question.name, answerIn(question, cell)] as const] : [];
	});
	return { payload: dataIn(form, Object.fromEntries(payload)), answers: Object.fromEntries(answers) };
}

export const labels: Shape = {
	name: 'labels',
	title: 'Labels of another project',
	about:
		'A row is an item, known by its key. What most said to a question is the judgment of “crowd”, where it was decided.',
	recognises(row) {
		const asked = Object.keys(row).filter((name) => name.endsWith('_status'));
		return (
			typeof row.key === 'string' &&
			resolutions.includes(String(row.resolution)) &&
			asked.length > 0 &&
			asked.every((name) => sure.every((suffix) => Object.hasOwn(row, name.replace(/status$/, suffix))))
		);
	},
	items(row, form) {
		const { payload, answers } = read(row, form);
		const key = textIn(row.key);
		return itemWith(
			form,
			{ ...(key === null ? {} : { key }), payload },
			Object.keys(answers).length > 0 ? [{ rater: CROWD, answers }] : []
		);
	}
};
