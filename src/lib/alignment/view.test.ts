import { expect, it } from 'vitest';
import { rankingForm } from './view.ts';

const options = [{ value: 'warm' }];
const names = (questions: { name: string }[]) => questions.map(({ name }) => name);

it('asks the first ranking, aspects and all other questions beside it, some of each response', () => {
	const { main, title, each, beside, unasked } = rankingForm({
		fields: [],
		questions: [
			{ name: 'tone', type: 'label', options },
			{ name: 'preference', type: 'ranking', title: 'Which one would you send?' },
			{ name: 'correct', type: 'ranking' },
			{ name: 'unsafe', type: 'labels', of: 'responses', options },
			{ name: 'clear', type: 'rating', of: 'responses' },
			{ name: 'why', type: 'text', required: true, when: { tone: 'warm' } }
		]
	});
	expect([main?.name, title]).toEqual(['preference', 'Which one would you send?']);
	expect(names(each)).toEqual(['unsafe', 'clear']);
	expect(names(beside)).toEqual(['tone', 'correct', 'why']);
	expect(unasked).toEqual({ needed: [], optional: [] });
});

it('says which questions it cannot ask, and which of those stand in the way', () => {
	const { unasked } = rankingForm({
		fields: [{ name: 'source', type: 'text' }],
		questions: [
			{ name: 'best', type: 'ranking' },
			{ name: 'parts', type: 'spans', title: 'Parts', options, required: true },
			{ name: 'more', type: 'spans', options, required: false }
		]
	});
	expect(unasked).toEqual({ needed: ['Parts'], optional: ['more'] });
	expect(rankingForm({ fields: [], questions: [] }).main).toBeNull();
});
