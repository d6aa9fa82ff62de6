import { describe, expect, it } from 'vitest';
import { kindOf, lanesOf, lanesSaid } from './lanes.ts';
import type { DecisionLine } from './view.ts';

const line = (more: Partial<DecisionLine>): DecisionLine =>
	({
		id: 'a',
		agent: 'x',
		status: 'auto_approved',
		mode: 'out_of_the_loop',
		created_at: '2026-01-01T00:05:00Z',
		...more
	}) as DecisionLine;

describe('a lane', () => {
	it('tells what a person decided from what ran alone', () => {
		expect(kindOf({ status: 'approved', mode: 'in_the_loop' })).toBe('person');
		expect(kindOf({ status: 'approved', mode: 'on_the_loop', reason: 'unvetoed' })).toBe('alone');
		expect(kindOf({ status: 'rejected', mode: 'on_the_loop', reason: 'take_over' })).toBe('vetoed');
		expect(kindOf({ status: 'rejected', mode: 'in_the_loop', reason: 'wrong' })).toBe('person');
		expect(kindOf({ status: 'rejected', mode: 'in_the_loop', reason: 'repeat' })).toBe('ended');
		expect(kindOf({ status: 'denied', mode: 'deny' })).toBe('ended');
	});

	it('is one an agent, open windows first, and shows from when it is stopped', () => {
		const from = Date.parse('2026-01-01T00:00:00Z');
		const lanes = lanesOf(
			[
				line({ agent: 'b' }),
				line({ agent: 'c', status: 'veto_open', veto_until: '2026-01-01T00:06:00Z' }),
				line({ agent: 'old', created_at: '2025-12-31T00:00:00Z' })
			],
			[{ agent: 'b', scope: 'agent', created_at: '2026-01-01T00:05:30Z' }],
			from
		);
		expect(lanes.map(({ agent, stoppedAt }) => [agent, stoppedAt])).toEqual([
			['c', null],
			['b', Date.parse('2026-01-01T00:05:30Z')]
		]);
		expect(lanesSaid(lanes)).toContain('c: 0 ran alone, 0 by people, 0 vetoed, 1 open');
		expect(lanesSaid([])).toBe('No agent did anything lately');
	});
});
