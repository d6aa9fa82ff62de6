import { describe, expect, it } from 'vitest';
import { parseForm } from '#lib/form/form.ts';
import { beginnings, formText } from './templates.ts';

const all = (['annotation', 'alignment'] as const).flatMap((stage) =>
	beginnings[stage].map(({ title, form }) => [title, stage, form] as const)
);

describe('a form to begin with', () => {
	it.each(all)('%s (%s) is one that can be saved', (_, stage, form) => {
		expect(() => parseForm(JSON.parse(formText(form)), stage)).not.toThrow();
	});

	it.each(all)('%s (%s) stays what it is as text', (_, __, form) => {
		expect(JSON.parse(formText(form))).toEqual(form);
	});

	it('has an option a line', () => {
		expect(formText({ options: [{ value: 'a', title: 'A' }, { value: 'b' }] })).toBe(
			'{\n\t"options": [\n\t\t{ "value": "a", "title": "A" },\n\t\t{ "value": "b" }\n\t]\n}'
		);
	});
});
