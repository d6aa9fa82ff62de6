import { describe, expect, it } from 'vitest';
import { ProjectSettings } from '#lib/schema/values.ts';
import { choicesOf, flatChoices } from './choice.ts';
import { parseForm } from './form.ts';
import { checkPayload } from './payload.ts';
import { templates } from './templates.ts';

it('have names of their own', () => {
	expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
	expect(templates).toHaveLength(7);
});

describe.each(templates.map((template) => [template.title, template] as const))('%s', (_, template) => {
	it('is a form that is accepted as it stands, and that changes nothing more', () => {
		expect(parseForm(template.form, 'annotation')).toEqual(template.form);
	});

	it('shows its example', () => {
		expect(checkPayload(template.form, 'annotation', template.example)).toEqual(template.example);
	});

	it('has settings that a project may have', () => {
		expect(ProjectSettings.parse(template.settings)).toMatchObject(template.settings);
	});

	it('explains every label in its guidelines', () => {
		for (const question of template.form.questions)
			for (const { title } of flatChoices(choicesOf(question)))
				expect(template.guidelines.toLowerCase()).toContain(title.toLowerCase());
	});
});
