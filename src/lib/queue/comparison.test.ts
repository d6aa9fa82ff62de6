import { describe, expect, it } from 'vitest';
import {
	at,
	comparedIn,
	few,
	fewIn,
	flags,
	hashOfItem,
	hashOfModel,
	hashOfRater,
	many,
	nineIn,
	NO_DWELL,
	NO_MODEL,
	of,
	sevenIn,
	UNRANKED,
	valuesOf,
	wordOf
} from './comparison.ts';
import type { Payload } from '#lib/schema/values.ts';

const payload: Payload = {
	prompt: 'Which  one?',
	responses: [
		{ id: 'a', text: 'four', model: 'large' },
		{ id: 'b', messages: [{ role: 'assistant', content: 'fifteen letters' }], model: 'small' },
		{ id: 'c', text: '' }
	]
};
const told = { at: 1_790_000_000_123, dwellMs: 4_321, itemId: 'item', rater: 'ann', kind: 'person' as const };
const answers = { preference: { tiers: [['b'], ['a']] }, mood: 'good', of: { a: 3, tiers: 4 } };

/** A word, read part by part. */
const read = (word: string) => ({
	at: many(word, at.moment, at.dwell),
	dwell: few(word, at.dwell, at.item),
	item: many(word, at.item, at.rater),
	rater: many(word, at.rater, at.prompt),
	prompt: many(word, at.prompt, at.flags),
	flags: few(word, at.flags, at.many),
	responses: Array.from({ length: few(word, at.many, at.head) }, (_, i) => {
		const from = at.head + i * of.all;
		return [
			many(word, from + of.model, from + of.length),
			few(word, from + of.length, from + of.tier),
			few(word, from + of.tier, from + of.all)
		];
	}),
	length: word.length
});
const words = (...given: Parameters<typeof comparedIn>) =>
	comparedIn(...given).map((one) => ({ question: one.question, ...read(wordOf(one, told)) }));

describe('what a judgment says of models', () => {
	it('is the same of the letters and of their values', () => {
		const [compared] = comparedIn(payload, ['b', 'a', 'c'], answers);
		if (!compared) throw new Error('Nothing was compared.');
		const word = wordOf(compared, told);
		const values = valuesOf(word, new Uint8Array(word.length + 3));
		expect(sevenIn(values, at.moment)).toBe(told.at);
		expect(fewIn(values, at.dwell, at.item)).toBe(told.dwellMs);
		for (const part of [at.item, at.rater, at.prompt, at.head + of.model])
			expect(nineIn(values, part)).toBe(many(word, part, part + 9));
	});

	it('is one word, from which everything can be read again', () => {
		const [word, ...others] = words(payload, ['b', 'a', 'c'], answers);
		expect(others).toEqual([]);
		expect(word).toMatchObject({
			question: 'preference',
			at: told.at,
			dwell: told.dwellMs,
			item: hashOfItem('item'),
			rater: hashOfRater('ann'),
			flags: flags.ordered,
			responses: [
				[hashOfModel('small'), 15, 0],
				[hashOfModel('large'), 4, 1],
				[NO_MODEL, 0, UNRANKED]
			],
			length: at.head + 3 * of.all
		});
	});

	it('knows a prompt however it is written, and another one', () => {
		const promptOf = (prompt: string) => words({ ...payload, prompt }, null, answers)[0]?.prompt;
		expect(promptOf('which ONE?')).toBe(promptOf('Which  one?'));
		expect(promptOf('Which two?')).not.toBe(promptOf('Which one?'));
	});

	it('stands in the order of the file where nobody wrote down what was shown, and says so', () => {
		const [word] = words(payload, null, answers);
		expect([word?.flags, word?.responses.map(([model]) => model)]).toEqual([
			0,
			[hashOfModel('large'), hashOfModel('small'), NO_MODEL]
		]);
	});

	it('keeps all-bad, model judges, and what nobody measured', () => {
		const [one] = comparedIn(payload, null, { preference: { tiers: [['a', 'b', 'c']], all_bad: true } });
		if (!one) throw new Error('Nothing was compared.');
		const word = read(wordOf(one, { ...told, dwellMs: null, kind: 'model' }));
		expect([word.flags, word.dwell]).toEqual([flags.allBad + flags.model, NO_DWELL]);
	});

	it('is of each question that ranks, and of no other', () => {
		const two = { ...answers, tone: { tiers: [['a', 'b']] } };
		expect(words(payload, null, two).map(({ question }) => question)).toEqual(['preference', 'tone']);
		expect(words(payload, null, { mood: 'good', spans: { tiers: ['a'] } })).toEqual([]);
		expect(words({ text: 'x' }, null, answers)).toEqual([]);
	});
});
