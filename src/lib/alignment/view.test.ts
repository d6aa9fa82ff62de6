import { expect, it } from 'vitest';
import { rankingForm } from './view.ts';

it('asks the ranking and the words beside it', () => {
	const { question, title, words, unasked } = rankingForm({
		fields: [],
		questions: [
			{ name: 'preference', type: 'ranking', title: 'Which one would you send?' },
			{ name: 'why', type: 'text', title: 'Why?', required: true },
			{ name: 'note', type: 'text' }
		]
	});
	expect([question, title]).toEqual(['preference', 'Which one would you send?']);
	expect(words).toEqual([
		{ name: 'why', title: 'Why?', required: true },
		{ name: 'note', title: 'note', required: false }
	]);
	expect(unasked).toEqual({ needed: [], optional: [] });
});

it('says which questions it cannot ask, and which of those stand in the way', () => {
	const { question, unasked } = rankingForm({
		fields: [],
		questions: [
			{ name: 'best', type: 'ranking' },
			{ name: 'tone', type: 'label', title: 'Tone', options: [{ value: 'warm' }] },
			{ name: 'clear', type: 'rating', required: false },
			{ name: 'how', type: 'text', when: { tone: 'warm' } }
		]
	});
	expect(question).toBe('best');
	expect(unasked).toEqual({ needed: ['Tone'], optional: ['clear', 'how'] });
	expect(rankingForm({ fields: [], questions: [] }).question).toBeNull();
});
