/**
 * Tasks of Label Studio with their annotations and predictions, as it exports them and as we do: data becomes the
 * payload, an annotation that was not skipped the judgment of who completed it, a prediction a suggestion.
 *
 * Contract: HumanSignal/label-studio docs/source/includes/task_format.md and result_format.md at
 * 0f38ca157d2282f3c3e855f029a63749d8c55e86, label_studio/tasks/validation.py at
 * 08ab00f54fb82d648991e2225e1349446f62f8c7. Offsets of text count code points since label-studio-frontend#308 and
 * UTF-16 units before; which of the two is told by the text that a region quotes.
 */
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import {
	CROWD,
	itemWith,
	leftOut,
	listIn,
	reading,
	scoreIn,
	textIn,
	timeIn,
	type Judged,
	type Suggested
} from './brought.ts';
import { chosenIn, comparedIn } from './label-studio-pair.ts';
import { assertLabels, rankingOf } from './pair.ts';
import { dataIn } from './payload.ts';
import type { Shape } from './shape.ts';
import { spanIn } from './spans.ts';

type Result = { name: string; type: string; value: JsonObject };

/** Kinds of questions that a type of result can answer. */
const kindsOf: Record<string, string[]> = {
	choices: ['label', 'labels'],
	taxonomy: ['label', 'labels'],
	labels: ['spans'],
	rectanglelabels: ['boxes'],
	rating: ['rating'],
	number: ['rating'],
	textarea: ['text'],
	pairwise: ['ranking']
};

/** The question of the result's name, else the only one of its kind. */
function questionFor({ questions }: Form, { name, type }: Result): Question | null {
	const kinds = kindsOf[type] ?? [];
	const fits = questions.filter((question) => kinds.includes(question.type));
	const [only, ...more] = fits;
	return fits.find((question) => question.name === name) ?? (more.length === 0 ? (only ?? null) : null);
}

/** Per cent as a fraction, without what a division by 100 adds far behind the point. */
const part = (per: Json | undefined): number => Math.round(Number(per) * 1e10) / 1e12;

function boxesIn({ x, y, width, height, rotation, rectanglelabels: labels }: JsonObject): Json[] {
	if (Number(rotation ?? 0) !== 0) throw leftOut('a box that is turned');
	const box = { x: part(x), y: part(y), width: part(width), height: part(height) };
	return listIn(labels).map((label) => ({ ...box, label }));
}

/** Choices; of a taxonomy the ends of its paths. */
const choicesIn = ({ choices, taxonomy }: JsonObject): Json[] =>
	Array.isArray(taxonomy) ? taxonomy.map((path) => listIn(path).at(-1) ?? null) : [choices ?? []].flat();

function choiceIn(value: JsonObject, before: Json | undefined): Json {
	const [choice, ...more] = choicesIn(value);
	if (choice === undefined) throw leftOut('no choice');
	if (more.length > 0 || before !== undefined) throw leftOut('several choices, where one is asked');
	return choice;
}

/** What one result makes of the answer that is there. @throws Refusal left_out */
function answerOf(
	question: Question,
	value: JsonObject,
	payload: JsonObject,
	before: Json | undefined
): Json {
	const all = listIn(before);
	switch (question.type) {
		case 'label':
			return choiceIn(value, before);
		case 'labels':
			return [...all, ...choicesIn(value)];
		case 'boxes':
			return [...all, ...boxesIn(value)];
		case 'spans': {
			const text = payload[question.field ?? ''];
			return [...all, ...listIn(value.labels).map((label) => spanIn(text, { ...value, label }))];
		}
		case 'ranking':
			if (before !== undefined) throw leftOut('a second choice');
			return chosenIn(value, payload);
		case 'rating':
			return value.rating ?? value.number ?? null;
		default:
			return [...(before === undefined ? [] : [before]), ...[value.text ?? []].flat()].map(String).join('\n');
	}
}

/** The results of one annotation or prediction as answers; those that no question asks for are told. */
function answersIn(form: Form, results: Json[], payload: JsonObject, left: string[]): JsonObject {
	const answers: JsonObject = {};
	for (const result of results.filter(isObject)) {
		const type = textIn(result.type) ?? '';
		const name = textIn(result.from_name) ?? type;
		const value = isObject(result.value) ? result.value : {};
		const question = questionFor(form, { name, type, value });
		if (!question) left.push(`No question of this project takes “${name}” (${type}).`);
		else {
			const answer = reading(
				left,
				(why) => `“${name}” holds ${why}.`,
				() => answerOf(question, value, payload, answers[question.name])
			);
			if (answer !== undefined) answers[question.name] = answer;
		}
	}
	return answers;
}

/** An empty list for each question that asks to mark something. */
const nothingMarked = ({ questions }: Form): JsonObject =>
	Object.fromEntries(
		questions.flatMap(({ name, type, when }) =>
			(type === 'spans' || type === 'boxes') && when === undefined ? [[name, []] as const] : []
		)
	);

/** A person by address or number; the file may have either, or the whole person. */
function raterOf(by: Json | undefined): string {
	if (!isObject(by)) return textIn(by) ?? CROWD;
	return textIn(by.email) ?? textIn(by.username) ?? textIn(by.id) ?? CROWD;
}

const isTask = (row: JsonObject): boolean =>
	isObject(row.data) &&
	[row.annotations, row.predictions].some(Array.isArray) &&
	[...listIn(row.annotations), ...listIn(row.predictions)].every(
		(one) => isObject(one) && Array.isArray(one.result)
	);

export const labelStudio: Shape = {
	name: 'label-studio',
	title: 'Tasks of Label Studio',
	about:
		'A task is an item, known by its id. Annotations become judgments of who completed them, or of “crowd” where nobody is named; those that were skipped do not. Predictions become suggestions of their model_version. Where responses are ranked, a task with two answers is an item, and which of them was chosen, left or right, its judgment.',
	recognises: isTask,
	items(row, form) {
		const compared = rankingOf(form) === null ? null : comparedIn(row);
		if (compared === null) assertLabels(form, 'a task to label');
		const payload = compared?.payload ?? dataIn(form, isObject(row.data) ? row.data : {});
		const left: string[] = [];
		const judged: Judged[] = [];
		for (const one of listIn(row.annotations).filter(isObject)) {
			if (one.was_cancelled === true) continue;
			const before = left.length;
			const given = answersIn(form, listIn(one.result), payload, left);
			// Whoever completed a task and marked nothing found nothing; without a name nobody knows.
			const none = one.completed_by === undefined || left.length > before ? {} : nothingMarked(form);
			const answers = { ...none, ...given };
			if (Object.keys(answers).length > 0)
				judged.push({ rater: raterOf(one.completed_by), answers, ...timeIn(one.created_at) });
		}
		const suggested = new Map<string, Suggested>();
		for (const one of listIn(row.predictions).filter(isObject)) {
			const answers = answersIn(form, listIn(one.result), payload, left);
			const source = textIn(one.model_version) ?? 'prediction';
			if (suggested.has(source)) left.push(`“${source}” predicts twice: the last one counts.`);
			if (Object.keys(answers).length > 0) suggested.set(source, { source, answers, ...scoreIn(one.score) });
		}
		const key = textIn(row.id);
		const item = {
			...(key === null ? {} : { key }),
			payload,
			metadata: { ...compared?.rest, ...(isObject(row.meta) ? row.meta : {}) }
		};
		return itemWith(form, item, judged, [...suggested.values()], left);
	}
};
