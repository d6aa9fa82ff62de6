/**
 * Texts of doccano with their labels: spans, classes or another text, as it exports them and as we do. They name
 * nobody, so the rater is the crowd. An empty list is no answer: an unlabelled text has one too.
 *
 * Contract: doccano/doccano backend/data_export/pipeline/factories.py at 0b12c4ca08e03c5a26499e9b4e4513efa65d578b and
 * formatters.py at 1e0f5fc1284d3873865b6b6cba08fe60b74f985e: `label` is a list of [start, end, label] or of names, or
 * `entities` are objects where relations are allowed, or stand beside `cats`. Offsets are Python's: code points.
 */
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { CROWD, itemWith, leftOut, listIn, reading, textIn } from './brought.ts';
import { assertLabels } from './pair.ts';
import { dataIn } from './payload.ts';
import type { Shape } from './shape.ts';
import { spanIn } from './spans.ts';

const isNames = (value: Json | undefined): value is string[] =>
	Array.isArray(value) && value.every((one) => typeof one === 'string');
const isTuple = (value: Json): boolean =>
	Array.isArray(value) &&
	value.length === 3 &&
	[value[0], value[1]].every(Number.isInteger) &&
	typeof value[2] === 'string';
const isEntity = (value: Json): boolean =>
	isObject(value) &&
	[value.start_offset, value.end_offset].every(Number.isInteger) &&
	typeof value.label === 'string';
const isSpans = (value: Json | undefined): boolean =>
	Array.isArray(value) && (value.every(isTuple) || value.every(isEntity));

/** `label` today, `labels` in older files. */
const lists = ['label', 'labels', 'entities', 'cats'];

function spansIn(text: string, value: Json[]): JsonObject[] {
	return value.map((one) => {
		const [start = null, end = null, label = null] = isObject(one)
			? [one.start_offset, one.end_offset, one.label]
			: listIn(one);
		return spanIn(text, { start, end, label });
	});
}

/** Names are classes where classes are asked, else what people wrote. */
function namesIn(question: Question, names: string[]): Json {
	if (question.type === 'labels') return names;
	const [only, ...more] = names;
	if (question.type === 'text') return names.join('\n');
	if (only === undefined || more.length > 0) throw leftOut('several classes, where one is asked');
	return only;
}

const questionOf = ({ questions }: Form, kinds: string[]): Question | null =>
	kinds.flatMap((kind) => questions.find(({ type }) => type === kind) ?? [])[0] ?? null;

export const doccano: Shape = {
	name: 'doccano',
	title: 'Texts of doccano',
	about:
		'A text is an item, known by its id where it has one. Its spans, classes or texts are a judgment by “crowd”, each an answer to the first question that asks for such. Relations and comments stay out; an empty list is no answer.',
	recognises: (row) =>
		typeof row.text === 'string' &&
		lists.some((name) => Object.hasOwn(row, name)) &&
		lists.every((name) => row[name] === undefined || isNames(row[name]) || isSpans(row[name])),
	items(row, form) {
		assertLabels(form, 'a labelled text');
		const { id, text, Comments: _, ...more } = row;
		const said = String(text);
		const rest = Object.entries(more).filter(([name]) => !lists.includes(name) && name !== 'relations');
		const left = listIn(row.relations).length > 0 ? ['Relations between spans stay out.'] : [];
		const payload = dataIn(form, { text: said });
		const answers: JsonObject = {};
		for (const name of lists) {
			const value = listIn(row[name]);
			if (value.length === 0) continue;
			const names = isNames(value);
			const question = questionOf(form, names ? ['labels', 'label', 'text'] : ['spans']);
			if (!question) left.push(`This project asks for no ${names ? 'classes or texts' : 'spans'}.`);
			else {
				const answer = reading(
					left,
					(why) => `“${name}” holds ${why}.`,
					() => (names ? namesIn(question, value) : spansIn(said, value))
				);
				if (answer !== undefined) answers[question.name] = answer;
			}
		}
		const key = textIn(id);
		const item = { ...(key === null ? {} : { key }), payload, metadata: Object.fromEntries(rest) };
		return itemWith(form, item, Object.keys(answers).length > 0 ? [{ rater: CROWD, answers }] : [], [], left);
	}
};
