import { expect, it } from 'vitest';
import { judgmentView } from './judgment.ts';

const row = {
	id: '1',
	itemId: 'i',
	rater: 'ann',
	kind: 'person',
	answers: {},
	shown: null,
	counted: true,
	via: 'session',
	dwellMs: null,
	supersedes: null,
	at: 0
} as const;

it('has its members in the order of the contract, and leaves out what there is none of', () => {
	const more = { purpose: 'gold', dwellMs: 0, supersedes: '0', probability: 0.5 } as const;
	expect(Object.keys(judgmentView({ ...row, ...more, shown: ['a'] }, 'p', 'k')).join()).toBe(
		'id,project,item_id,item_key,rater,kind,answers,shown,counted,purpose,via,dwell_ms,supersedes,probability,at'
	);
	expect(Object.keys(judgmentView({ ...row, purpose: 'work' }, 'p', null)).join()).toBe(
		'id,project,item_id,rater,kind,answers,counted,via,at'
	);
});

it('each says its own moment, whatever was shown before', () => {
	const ats = [5, 5, 1_000, 5].map((at) => judgmentView({ ...row, at }, 'p', 'k').at);
	expect(ats).toEqual(
		['00.005', '00.005', '01.000', '00.005'].map((seconds) => `1970-01-01T00:00:${seconds}Z`)
	);
});
