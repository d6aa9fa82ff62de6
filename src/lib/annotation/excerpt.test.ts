import { expect, it } from 'vitest';
import { excerptOf, saidOf } from './excerpt.ts';

const form = {
	fields: [
		{ name: 'photo', type: 'image' as const },
		{ name: 'text', type: 'text' as const },
		{ name: 'talk', type: 'chat' as const }
	],
	questions: [
		{ name: 'tone', type: 'label', options: [{ value: 'a', title: 'Calm' }] },
		{ name: 'score', type: 'rating' },
		{ name: 'why', type: 'text' },
		{ name: 'parts', type: 'spans', options: [{ value: 'p' }, { value: 'q' }] }
	]
};

it('shows the first words, in one line and whole letters', () => {
	expect(excerptOf(form, { text: '  one\r\n two ' })).toEqual({ words: 'one two', picture: null });
	const long = excerptOf(form, { text: '😀'.repeat(200) }).words;
	expect([...long]).toHaveLength(91);
	expect(long.isWellFormed()).toBe(true);
});

it('begins with the field that is asked about', () => {
	const about = { ...form, questions: [{ name: 'help', type: 'rating', field: 'talk' }] };
	const payload = { text: 'the same for all', talk: [{ role: 'user', content: 'its own' }] };
	expect(excerptOf(about, payload).words).toBe('its own');
});

it('shows the picture, and the last thing said', () => {
	expect(
		excerptOf(form, {
			photo: '/x',
			talk: [
				{ role: 'user', content: 'a' },
				{ role: 'assistant', content: 'b' }
			]
		})
	).toEqual({ words: 'b', picture: '/x' });
});

it('says answers in the words of the form, and spans in colours', () => {
	const said = saidOf(form, {
		tone: 'a',
		score: 4,
		why: 'short',
		parts: [{ label: 'q', start: 0, end: 1, quote: 'x' }]
	});
	expect(said).toEqual({ words: 'Calm · 4 · “short”', bars: ['var(--cat-2)'] });
});
