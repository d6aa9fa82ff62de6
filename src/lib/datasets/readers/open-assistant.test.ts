import { describe, expect, it } from 'vitest';
import { defaultForm } from '#lib/form/form.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { mapRows } from '../mapping.ts';
import { shapeOf, unfold, unfolded } from './unfold.ts';

const form = defaultForm('alignment');
const message = (id: string, role: string, more: JsonObject = {}): JsonObject => ({
	message_id: id,
	text: `says ${id}`,
	role,
	replies: [],
	...more
});
const answer = (id: string, rank: Json, more: JsonObject = {}) => message(id, 'assistant', { rank, ...more });
const tree = (prompt: JsonObject): JsonObject => ({ message_tree_id: 't', tree_state: 'ready', prompt });
const row = (value: unknown): Incoming => ({ line: 7, size: 100, value });
const come = (value: unknown) =>
	unfold(row(value), form).map((found) => ('error' in found ? found.error.message : found.value));

describe('message trees', () => {
	const second = message('u2', 'prompter', { replies: [answer('b1', 1), answer('b2', 0), answer('b3', 1)] });
	const whole = tree(
		message('u1', 'prompter', {
			lang: 'en',
			replies: [answer('a1', 0, { model_name: 'm', replies: [second] }), answer('a2', 1)]
		})
	);

	it('give an item for each ranked group, with the conversation up to its parent', () => {
		expect(come(whole)).toEqual([
			{
				key: 'u1',
				payload: {
					prompt: [{ role: 'user', content: 'says u1' }],
					responses: [
						{ id: 'a1', text: 'says a1', model: 'm' },
						{ id: 'a2', text: 'says a2' }
					]
				},
				metadata: { tree: 't', lang: 'en' },
				judgments: [{ rater: 'crowd', answers: { preference: { tiers: [['a1'], ['a2']] } } }]
			},
			{
				key: 'u2',
				payload: {
					prompt: [
						{ role: 'user', content: 'says u1' },
						{ role: 'assistant', content: 'says a1' },
						{ role: 'user', content: 'says u2' }
					],
					responses: ['b1', 'b2', 'b3'].map((id) => ({ id, text: `says ${id}` }))
				},
				metadata: { tree: 't' },
				judgments: [{ rater: 'crowd', answers: { preference: { tiers: [['b2'], ['b1', 'b3']] } } }]
			}
		]);
	});

	it('are known by their root alone too, and by nothing less', () => {
		expect(come(whole.prompt)).toHaveLength(2);
		for (const other of [
			{ message_id: 'm', text: 'x', role: 'prompter' },
			{ message_tree_id: 't', prompt: 'text' },
			{ prompt: 'x', responses: [] },
			{ ...whole, payload: {} },
			[whole],
			null
		])
			expect(shapeOf(row(other)), JSON.stringify(other)).toBeNull();
	});

	it('tell of a group of which only some are ranked, and go on below it', () => {
		const half = [answer('a1', 0, { replies: [second] }), answer('a2', null), answer('a3', 1)];
		const [said, item, ...more] = come(tree(message('u1', 'prompter', { replies: half })));
		expect(said).toBe('Of the 3 replies to message u1, 2 have a rank. Give all of them one, or none.');
		expect([isObject(item) && item.key, more]).toEqual(['u2', []]);
	});

	it('give nothing for what nobody ranked, for a single reply and for what people wrote', () => {
		for (const replies of [
			[answer('a1', null), answer('a2', null)],
			[answer('a1', 0)],
			[answer('a1', 0), answer('a2', 1, { deleted: true })],
			[message('p1', 'prompter', { rank: 0 }), message('p2', 'prompter', { rank: 1 })]
		])
			expect(come(tree(message('u1', 'prompter', { replies })))).toEqual([]);
	});

	it('name a message that is none, and keep the groups above it', () => {
		const broken = message('u2', 'prompter', { replies: [{ message_id: 'b1', role: 'assistant' }] });
		const found = come(
			tree(message('u1', 'prompter', { replies: [answer('a1', 0, { replies: [broken] }), answer('a2', 1)] }))
		);
		expect(found).toHaveLength(2);
		expect(found[1]).toBe('The message b1 of this tree has no proper “text”.');
	});

	it('are refused where no ranking is asked', () => {
		const [only] = unfold(row(whole), { fields: [], questions: [{ name: 'q', type: 'text' }] });
		expect(only && 'error' in only && only.error.code).toBe('wrong_stage');
	});

	it('keep their line, and ask for the form once', async () => {
		let asked = 0;
		async function* rows() {
			yield row({ payload: { prompt: 'x' } });
			yield { ...row(whole), line: 8 };
			yield { ...row(whole), line: 9 };
		}
		const forms = () => Promise.resolve((asked++, form));
		const lines: number[] = [];
		for await (const { line } of mapRows('items', null, false, unfolded(rows(), forms))) lines.push(line);
		expect([lines, asked]).toEqual([[7, 8, 8, 9, 9], 1]);
	});
});
