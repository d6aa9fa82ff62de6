import { describe, expect, it } from 'vitest';
import type { LabelsReport, PairsReport } from '#lib/datasets/export.ts';
import { foundIn } from './findings.ts';

const pairs = (more: Partial<PairsReport> = {}): PairsReport => ({
	format: 'trl-dpo',
	per: 'item',
	tools: 'drop',
	as_of: 1,
	policies: {},
	items: { all: 200, resolved: 100, unresolved: 100 },
	judgments: 300,
	pairs: 100,
	decided: 60,
	rows: 50,
	dropped: { split: 10, tie: 30, all_bad: 0, unranked: 0, tool_calls: 0, blank: 9, identical: 1 },
	blank_pairs: { all: 12, empty: 2 },
	...more
});
const labels = (rows: number, resolved: number): LabelsReport => ({
	format: 'labels',
	source: 'items',
	per: 'item',
	tools: 'drop',
	as_of: 1,
	policies: {},
	items: { all: 9, resolved, unresolved: 9 - resolved },
	judgments: 3,
	examples: resolved,
	rows,
	dropped: { tool_calls: 0, undecided: resolved - rows },
	questions: {}
});

describe('the finding of an export', () => {
	it('says how many rows there are of what, or why there is none', () => {
		expect(foundIn(pairs())).toBe('50 rows, each with a chosen and a rejected answer');
		expect(foundIn(pairs({ rows: 1 }))).toContain('1 row,');
		expect(foundIn(pairs({ rows: 0 }))).toContain('Nothing is decided');
		expect(foundIn(pairs({ rows: 0, items: { all: 2, resolved: 0, unresolved: 2 } }))).toContain(
			'No item is resolved'
		);
	});

	it('blames the filter where nothing passes it', () => {
		const none = { rows: 0, items: { all: 2, resolved: 0, unresolved: 2 } };
		expect(foundIn(pairs({ ...none, policies: { metadata: { lang: ['en'] } } }))).toBe(
			'No resolved item passes the filter, so the file is empty'
		);
	});

	it('says it of labels too', () => {
		expect(foundIn(labels(1, 2))).toBe('1 row, each with what most people say of an item');
		expect(foundIn(labels(0, 2))).toContain('No row is left');
		expect(foundIn(labels(0, 0))).toContain('No item is resolved');
	});
});
