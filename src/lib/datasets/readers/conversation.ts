/** Conversations as items of an annotation project that shows one. */
import { fieldFor, type Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { CROWD, itemWith } from './brought.ts';
import type { Messages } from './pair.ts';

/** The first field that shows a conversation. */
export const chatField = ({ fields }: Form): string | null =>
	fields.find(({ type }) => type === 'chat')?.name ?? null;

/** The rating that is asked of a conversation. */
const ratingOf = (form: Form): Question | null =>
	form.questions.find((question) => {
		const about = question.type === 'rating' ? fieldFor(form, question) : undefined;
		return form.fields.some(({ name, type }) => name === about && type === 'chat');
	}) ?? null;

/**
 * @param good what was said of its last turn, told by an end of the scale; null where nothing was
 * @throws Refusal wrong_form where the project shows no conversation
 */
export function conversationItem(
	form: Form,
	messages: Messages,
	good: boolean | null = null
): (JsonObject | Refusal)[] {
	const question = ratingOf(form);
	const field = (question && fieldFor(form, question)) ?? chatField(form);
	if (field === null)
		throw new Refusal(
			'wrong_form',
			'This row holds a conversation, and this project shows none. Bring it into an annotation project whose form has a field of type chat.'
		);
	const item = { payload: { [field]: messages } };
	if (good === null) return itemWith(form, item);
	if (question === null)
		return itemWith(
			form,
			item,
			[],
			[],
			['This project asks for no rating of a conversation, so whether its last turn is good stays out.']
		);
	const { min = 1, max = 5 } = question;
	return itemWith(form, item, [{ rater: CROWD, answers: { [question.name]: good ? max : min } }]);
}
