/** Where a conversation stands in the payload of an annotation project. */
import { fieldFor, type Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';

/** The first field that shows a conversation. */
export const chatField = ({ fields }: Form): string | null =>
	fields.find(({ type }) => type === 'chat')?.name ?? null;

/** The rating that is asked of a conversation. */
export const ratingOf = (form: Form): Question | null =>
	form.questions.find((question) => {
		const about = question.type === 'rating' ? fieldFor(form, question) : undefined;
		return form.fields.some(({ name, type }) => name === about && type === 'chat');
	}) ?? null;
