import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { findingsIn, nothingFound, sameResponses } from './findings.ts';

const of = (...responses: Json[]): JsonObject => ({
	prompt: 'Who are you?',
	responses: responses.map((response, i): JsonObject =>
		typeof response === 'string'
			? { id: `r${i}`, text: response }
			: { id: `r${i}`, ...(response as JsonObject) }
	)
});

describe('responses that read the same', () => {
	it.each([
		['the same text', 'Yes.', 'Yes.'],
		['white space at the ends and inside', 'Yes,\n  it is.', ' Yes, it is. '],
		['two forms of a letter', 'caf\u00e9', 'cafe\u0301'],
		['blanks alone', '', ' \n'],
		['a text and the message that says it', 'Yes.', { messages: [{ role: 'assistant', content: 'Yes.' }] }],
		[
			'calls that differ by their ids alone',
			{ messages: [{ role: 'assistant', content: '', tool_calls: [{ id: 'a', function: { name: 'f' } }] }] },
			{ messages: [{ role: 'assistant', content: '', tool_calls: [{ id: 'b', function: { name: 'f' } }] }] }
		],
		[
			'content in parts',
			{ messages: [{ role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] }] },
			{ messages: [{ role: 'assistant', content: 'Yes.' }] }
		]
	])('are those with %s', (_, one, other) => {
		expect(sameResponses(of(one, other))).toEqual([['r0', 'r1']]);
		expect(findingsIn(of(one, other)).identical).toBe(true);
	});

	it.each([
		['case', 'Yes.', 'yes.'],
		['punctuation', 'Yes', 'Yes.'],
		['who says it', 'Yes.', { messages: [{ role: 'user', content: 'Yes.' }] }],
		[
			'what is called',
			{ messages: [{ role: 'assistant', content: '', tool_calls: [{ function: { name: 'f' } }] }] },
			{ messages: [{ role: 'assistant', content: '', tool_calls: [{ function: { name: 'g' } }] }] }
		]
	])('are not those that differ in %s', (_, one, other) => {
		expect(sameResponses(of(one, other))).toEqual([]);
		expect(findingsIn(of(one, other))).toEqual(nothingFound);
	});

	it('leave an item of many something to compare while two of them differ', () => {
		expect(sameResponses(of('a', 'b', 'a', 'b', 'c'))).toEqual([['r0', 'r2'], ['r1', 'r3']]); // prettier-ignore
		expect(findingsIn(of('a', 'b', 'a')).identical).toBe(false);
		expect(findingsIn(of('a', 'a', 'a')).identical).toBe(true);
	});
});

describe('responses that say who they are', () => {
	it('are named one by one, with what they call themselves', () => {
		const payload = of('I am ChatGPT.', { text: 'I am Vicuna.', model: 'vicuna-13b' }, 'I am glad.', {
			messages: [
				{ role: 'user', content: 'I am ChatGPT.' },
				{ role: 'assistant', content: 'As an AI model made by OpenAI, I am not.' }
			]
		});
		expect(findingsIn(payload).selfNaming).toEqual({ r0: ['ChatGPT'], r1: ['Vicuna'], r3: ['OpenAI'] }); // prettier-ignore
	});

	it('do not count what a user says in them, or what was asked about', () => {
		expect(
			findingsIn(of('a', { messages: [{ role: 'user', content: 'I am ChatGPT.' }] })).selfNaming
		).toBeNull();
		expect(
			findingsIn({ ...of('a', { text: 'run-17-b wins', model: 'run-17-b' }), prompt: 'Is run-17-b good?' })
				.selfNaming
		).toBeNull();
	});
});
