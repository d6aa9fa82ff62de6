/**
 * Answers judged step by step, as TRL's PRMTrainer loads them: the steps are one text, a line each, with a span over
 * every step that was judged.
 *
 * Contract: huggingface/trl trl/experimental/prm/prm_trainer.py at f2cd57710ae345ea6428ae95363267fcf38a3dc8.
 */
import { pointLength } from '#lib/form/codepoints.ts';
import { fieldFor } from '#lib/form/form.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { askingField, stepsQuestion } from '../annotated.ts';
import { CROWD, itemWith, listIn } from './brought.ts';
import { hasColumns, type Shape } from './shape.ts';

const isTexts = (value: Json | undefined): value is string[] =>
	Array.isArray(value) && value.every((one) => typeof one === 'string');

function spansOver(steps: string[], labels: Json[], names: [string, string]): JsonObject[] {
	let at = 0;
	return steps.map((quote, i) => {
		const start = at;
		const end = start + pointLength(quote);
		at = end + 1;
		return { start, end, label: names[labels[i] === true ? 0 : 1], quote };
	});
}

export const steps: Shape = {
	name: 'steps',
	title: 'Steps, right or wrong',
	about:
		'Steps are one text, a line each. Whether each is right is a span over it, by “crowd”: the first label of the question means right, the second wrong.',
	recognises: (row) =>
		hasColumns(row, ['prompt', 'completions', 'labels']) &&
		typeof row.prompt === 'string' &&
		isTexts(row.completions) &&
		Array.isArray(row.labels) &&
		row.labels.length === row.completions.length &&
		row.labels.every((label) => typeof label === 'boolean'),
	items({ prompt, completions, labels }, form) {
		const question = stepsQuestion(form);
		const [right, wrong] = question?.options ?? [];
		const field = question && fieldFor(form, question);
		if (!question || !right || !wrong || field === undefined || field === null)
			throw new Refusal(
				'wrong_form',
				'This row holds steps, and this project marks none. Bring it into one that asks for spans with two labels, of which the first means that a step is right.'
			);
		const asking = askingField(form, question);
		const lines = isTexts(completions) ? completions : [];
		const payload = { [field]: lines.join('\n'), ...(asking === null ? {} : { [asking]: prompt ?? '' }) };
		const spans = spansOver(lines, listIn(labels), [right.value, wrong.value]);
		return itemWith(form, { payload }, [{ rater: CROWD, answers: { [question.name]: spans } }]);
	}
};
