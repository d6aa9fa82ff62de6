/** Forms to begin with, as text that one edits. */
import type { Form } from '#lib/form/form.ts';
import { templates as annotation, type Template } from '#lib/form/templates.ts';

export type Beginning = Pick<Template, 'title' | 'form'> &
	Partial<Pick<Template, 'about' | 'guidelines' | 'settings' | 'example'>>;

const ranking = { name: 'preference', type: 'ranking', title: 'Which one is better?' };
const example = {
	prompt: 'How do I keep basil alive on a window sill?',
	responses: [
		{ id: 'a', text: 'Water it from below when the soil is dry, and keep it out of the midday sun.' },
		{ id: 'b', text: 'Basil likes light and water.' }
	]
};

const alignment: (Beginning & { form: Form })[] = [
	{
		title: 'Which one is better',
		about: 'Two responses side by side, one answer: which, and by how much.',
		form: { fields: [], questions: [ranking] },
		example
	},
	{
		title: 'Which one is better, and why',
		about: 'The same, with room for a reason.',
		form: { fields: [], questions: [ranking, { name: 'why', type: 'text', title: 'Why?', required: false }] },
		example
	}
];

export const beginnings: Record<'annotation' | 'alignment', Beginning[]> = { annotation, alignment };

/** Options and fields keep to one line each, so that a form is read at a glance. */
export function formText(form: object): string {
	return JSON.stringify(form, null, '\t').replaceAll(/\{\n\t+"(?:[^{}[\]]|\[\s*\])*?\}/g, (leaf) =>
		leaf.replaceAll(/\n\t*/g, ' ')
	);
}
