import { describe, expect, it } from 'vitest';
import { loopMistakes, LoopRules } from '#lib/loop/rule.ts';
import {
	begin,
	beginnings,
	conditionOf,
	payloadFor,
	ruleSaid,
	thresholdOf,
	turned,
	under,
	type Target
} from './draft.ts';

const label: Target = { slug: 'tone', name: 'Tone', stage: 'annotation', fields: ['text', 'subject'] };
const rank: Target = { slug: 'pairs', name: 'Pairs', stage: 'alignment', fields: [] };
const at = (stage: Target['stage']) => (stage === 'annotation' ? label : rank);

describe('a loop rule while it is written', () => {
	it('begins as one that can be saved as it is', () => {
		const rules = beginnings.map((beginning) => begin(beginning, at(beginning.stage), [], ['body'], null));
		expect(loopMistakes(LoopRules.parse({ rules }))).toEqual([]);
	});

	it('has a name of its own and fills each field of its project', () => {
		const [first] = beginnings;
		if (!first) throw new Error('no beginning');
		const one = begin(first, label, [], ['to', 'subject', 'body'], null);
		expect(one.payload).toEqual({ text: 'args.body', subject: 'args.subject' });
		expect(begin(first, label, [one], [], null).name).toBe('low confidence 2');
		expect(payloadFor(['text'], ['a', 'b'], 'reply.text')).toEqual({ text: 'args.reply.text' });
		expect(payloadFor(['text'], [], null)).toEqual({ text: 'action.name' });
	});

	it('that is turned to ranking listens to edits and names no fields, and back', () => {
		const [first] = beginnings;
		if (!first) throw new Error('no beginning');
		const pair = turned(begin(first, label, [], ['body'], null), rank, ['body'], null);
		expect(pair).toMatchObject({ to: 'pairs', on: ['edited'] });
		expect(pair).not.toHaveProperty('payload');
		expect(turned(pair, label, ['body'], null).payload).toEqual({ text: 'args.body', subject: 'args.body' });
	});

	it('shows the common condition as a number and every other as text', () => {
		expect([
			conditionOf('true'),
			conditionOf('confidence < 0.35'),
			conditionOf('confidence < args.x')
		]).toEqual(['always', 'under', 'other']);
		expect(thresholdOf(under('0.35'))).toBe('0.35');
	});

	it('is said as a sentence', () => {
		const [first] = beginnings;
		if (!first) throw new Error('no beginning');
		const pair = turned(begin(first, label, [], ['body'], null), rank, ['body'], null);
		expect(ruleSaid(pair, [])).toContain('opens a pair to rank in pairs');
		expect(ruleSaid(begin(first, label, [], ['body'], null), [label])).toBe(
			'A decision proposed with confidence under 0.5 opens an item to label in Tone, priority 9.'
		);
	});
});
