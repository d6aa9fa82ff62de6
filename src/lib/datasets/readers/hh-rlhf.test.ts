import { describe, expect, it } from 'vitest';
import { come, knownAs, refusedAs } from '../../../../test/setup/unfolded.ts';
import { defaultForm } from '#lib/form/form.ts';

const form = defaultForm('alignment');
const asked = '\n\nHuman: Which tea has less caffeine?';
const pair = (chosen: string, rejected: string) => ({ chosen, rejected });
const good = pair(`${asked}\n\nAssistant: Green tea.`, `${asked}\n\nAssistant: All have the same.`);

describe('pairs of transcripts', () => {
	it('become two responses to what both sides share, with the preference of the crowd', () => {
		expect(come(good, form)).toEqual([
			{
				payload: {
					prompt: [{ role: 'user', content: 'Which tea has less caffeine?' }],
					responses: [
						{ id: 'r1', text: 'All have the same.' },
						{ id: 'r2', text: 'Green tea.' }
					]
				},
				judgments: [{ rater: 'crowd', answers: { preference: { tiers: [['r2'], ['r1']] } } }]
			}
		]);
	});

	it('are the same item whoever won, and can come without the preference', () => {
		const [one] = come(good, form, { judgments: false });
		const [other] = come(pair(good.rejected, good.chosen), form, { judgments: false });
		expect(one).toEqual(other);
		expect(JSON.stringify(one)).not.toContain('crowd');
	});

	it('are cut behind the last turn that both share, and keep all turns of longer answers', () => {
		const before = `${asked}\n\nAssistant: It depends.\n\nHuman: On what?`;
		const [item] = come(
			pair(
				`${before}\n\nAssistant: On the leaf.\n\nHuman: And green?\n\nAssistant: Less.`,
				`${before}\n\nAssistant: The\n\ncup:  and the\nwater.`
			),
			form
		);
		expect(item).toMatchObject({
			payload: {
				prompt: [{ role: 'user' }, { role: 'assistant', content: 'It depends.' }, { content: 'On what?' }],
				responses: [
					{
						id: 'r1',
						messages: [{ content: 'On the leaf.' }, { content: 'And green?' }, { content: 'Less.' }]
					},
					{ id: 'r2', text: 'The\n\ncup:  and the\nwater.' }
				]
			}
		});
	});

	it.each([
		[
			'whose turns do not alternate',
			'no_turns',
			`${asked}\n\nHuman: Well?\n\nAssistant: Green.`,
			good.rejected
		],
		['that share nothing', 'no_prompt', '\n\nHuman: Hm?\n\nAssistant: Green.', good.rejected],
		['that begin with the Assistant', 'no_first_turn', '\n\nAssistant: Green.', good.rejected],
		['that begin with other words', 'no_first_turn', `Talk:${asked}\n\nAssistant: Green.`, good.rejected],
		['that end with the Human', 'no_answer', asked, good.rejected],
		[
			'that part at a question',
			'parted_at_human',
			`${good.chosen}\n\nHuman: A?\n\nAssistant: B`,
			`${good.chosen}\n\nHuman: C?\n\nAssistant: D`
		],
		[
			'of which one is the beginning of the other',
			'one_sided',
			`${good.chosen}\n\nHuman: A?\n\nAssistant: B`,
			good.chosen
		],
		['whose answer is empty', 'empty_side', `${asked}\n\nAssistant: `, good.rejected],
		['whose answers are equal', 'same_sides', good.chosen, good.chosen],
		['whose answers differ in blanks alone', 'same_sides', good.chosen, `${good.chosen} `]
	])('%s are told', (_, code, chosen, rejected) => {
		const row = pair(chosen, rejected);
		expect(knownAs(row)).toBe('hh-rlhf');
		expect(refusedAs(row, form)).toEqual([code]);
		expect(come(row, form)).toHaveLength(1);
		expect(String(come(row, form)[0])).toMatch(/\. (Let|Add|Give|Leave) |text\.$/);
	});

	it('are refused where no ranking is asked', () => {
		expect(refusedAs(good, { fields: [], questions: [] })).toEqual(['wrong_stage']);
	});

	it('are known by two texts with marks, and by nothing less', () => {
		for (const other of [
			{ chosen: 'Blue.', rejected: 'Green.' },
			{ ...good, prompt: 'x' },
			{ chosen: good.chosen },
			{ ...good, rejected: null }
		])
			expect(knownAs(other)).not.toBe('hh-rlhf');
	});
});
