/** Answers that come as cells of a table: text becomes what its question expects. */
import type { Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Form } from './form.ts';
import { jsonCell } from './kind.ts';
import { kindOf } from './kinds.ts';
import { isOfResponses } from './responses.ts';

/** Leaves what is not text, and what no question asks, as it is: the check says what is wrong with it. */
export function answersFromText(form: Form, answers: Record<string, Json>): Answers {
	return Object.fromEntries(
		Object.entries(answers).map(([name, answer]) => {
			const question = form.questions.find((q) => q.name === name);
			const kind = question && kindOf(question.type);
			if (!kind || typeof answer !== 'string') return [name, answer];
			return [name, isOfResponses(question) ? jsonCell(answer) : kind.fromText(question, answer)];
		})
	);
}
