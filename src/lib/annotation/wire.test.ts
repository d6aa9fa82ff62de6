import { describe, expect, it } from 'vitest';
import type { Form } from '#lib/form/form.ts';
import { picturesOf, wireItem } from './wire.ts';

const form: Pick<Form, 'fields'> = {
	fields: [
		{ name: 'text', type: 'text' },
		{ name: 'photo', type: 'image' },
		{ name: 'talk', type: 'chat' }
	]
};
const payload = {
	text: 'a\r\nb',
	photo: 'secret-heron-07.png',
	talk: [{ role: 'user', content: 'hi', model: 'hidden-model', name: 'hidden-name' }],
	label_of_the_file: 'hidden-extra'
};

describe('what an annotator is sent', () => {
	const addresses = new Map([['secret-heron-07.png', '/api/v1/projects/p/files/00ff']]);
	const sent = wireItem('i1', payload, form, [{ answers: { q: 'a' }, score: 0.5 }], addresses);

	it('is a closed shape: the fields that the form shows, and nothing that says more', () => {
		expect(sent).toEqual({
			id: 'i1',
			payload: {
				text: 'a\r\nb',
				photo: '/api/v1/projects/p/files/00ff',
				talk: [{ role: 'user', content: 'hi' }]
			},
			suggestions: [{ answers: { q: 'a' }, score: 0.5 }]
		});
		expect(JSON.stringify(sent)).not.toMatch(/hidden|secret/);
	});

	it('never has the name of a picture that is not here', () => {
		expect(picturesOf(payload, form)).toEqual(['secret-heron-07.png']);
		expect(wireItem('i1', payload, form, [], new Map()).payload.photo).toBeNull();
	});

	it('has no more of a suggestion than its answers and score', () => {
		const from = { answers: {}, score: null, source: 'tagger-7', id: 's1' };
		expect(wireItem('i1', payload, form, [from], addresses).suggestions).toEqual([
			{ answers: {}, score: null }
		]);
	});
});
