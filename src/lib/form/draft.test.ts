import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAnswers } from './check.ts';
import { draftOf, hindrance, settle } from './draft.ts';
import type { Form } from './form.ts';
import { snap } from './marks.ts';

const family = '👩‍👩‍👧‍👦';
const form: Form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'tone', type: 'label', field: 'text', options: [{ value: 'calm' }, { value: 'angry' }] },
		{
			name: 'why',
			type: 'text',
			field: 'text',
			required: true,
			when: { tone: 'angry' }
		},
		{ name: 'parts', type: 'spans', field: 'text', options: [{ value: 'a' }, { value: 'b' }] }
	]
};
const payload = { text: `x${family} e\u0301 سلام\r\n😀 end` };

describe('a draft', () => {
	it('begins with the suggestion that scores highest, question by question, as a model’s', () => {
		const draft = draftOf(form, payload, null, [
			{ answers: { tone: 'calm' }, score: 0.4 },
			{ answers: { tone: 'angry' }, score: 0.9 },
			{ answers: { why: 'because' }, score: null }
		]);
		expect(draft.cells.tone).toEqual({ answer: 'angry', by: 'model', score: 0.9 });
		expect(draft.cells.why).toEqual({ answer: 'because', by: 'model', score: null });
	});

	it('leaves out what a suggestion says that this form or this text does not have', () => {
		const draft = draftOf(form, payload, null, [
			{
				answers: {
					tone: 'furious',
					parts: [
						{ start: 0, end: 1, label: 'a', quote: 'x' },
						{ start: 0, end: 1, label: 'a', quote: 'y' },
						{ start: 0, end: 1, label: 'c', quote: 'x' }
					]
				},
				score: 1
			}
		]);
		expect(draft.cells.tone).toBeUndefined();
		expect(draft.marks.parts).toMatchObject([{ start: 0, end: 1, label: 'a', by: 'model' }]);
	});

	it('shows an earlier answer as the person’s own, and no suggestion beside it', () => {
		const draft = draftOf(form, payload, { tone: 'calm' }, [
			{ answers: { why: 'w', tone: 'angry' }, score: 1 }
		]);
		expect(draft.cells).toEqual({ tone: { answer: 'calm', by: 'person', score: null } });
	});

	it('gives back the spans that it was given, for any text and any stretches', () => {
		const parts = fc.constantFrom('a', ' ', 'e\u0301', '😀', family, 'سلام', 'שלום', '\r\n', '漢', '🇩🇪');
		fc.assert(
			fc.property(
				fc.array(parts, { minLength: 1 }).map((p) => p.join('')),
				fc.array(fc.tuple(fc.nat(80), fc.nat(80))),
				(text, pairs) => {
					const item = { text };
					const draft = draftOf(form, item, { tone: 'calm' }, []);
					draft.marks.parts = pairs.flatMap(([a, b], id) => {
						const found = snap(text, { start: Math.min(a, text.length), end: Math.min(b, text.length) });
						return found ? [{ ...found, id, label: 'a', by: 'person' as const, score: null }] : [];
					});
					const { answers } = settle(form, item, draft);
					// The server's own check: quotes are the slices by code points.
					expect(checkAnswers(form, item, answers)).toEqual(answers);
					const again = settle(form, item, draftOf(form, item, answers, []));
					expect(again.answers).toEqual(answers);
				}
			)
		);
	});
});

describe('what is asked', () => {
	it('follows the answers, and an answer to what is no longer asked is not sent', () => {
		const draft = draftOf(form, payload, { tone: 'angry', why: 'loud' }, []);
		expect(settle(form, payload, draft).answers).toEqual({ tone: 'angry', why: 'loud', parts: [] });
		draft.cells.tone = { answer: 'calm', by: 'person', score: null };
		const settled = settle(form, payload, draft);
		expect(settled.asked.map(({ name }) => name)).toEqual(['tone', 'parts']);
		expect(settled.answers).toEqual({ tone: 'calm', parts: [] });
	});

	it('says which question still needs an answer', () => {
		const empty = settle(form, payload, draftOf(form, payload, null, []));
		expect(hindrance(empty.asked, payload, empty.answers)?.why).toBe('Answer “tone” first');
		const angry = settle(form, payload, draftOf(form, payload, { tone: 'angry', why: '  ' }, []));
		expect(hindrance(angry.asked, payload, angry.answers)?.why).toContain('why');
		const calm = settle(form, payload, draftOf(form, payload, { tone: 'calm' }, []));
		expect(hindrance(calm.asked, payload, calm.answers)).toBeNull();
	});
});
