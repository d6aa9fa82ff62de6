import { describe, expect, it } from 'vitest';
import type { PairsReport, LabelsReport } from '#lib/datasets/export.ts';
import { findingOf, flowOf, labelsFinding, stepsOf } from './flow.ts';

const report = (more: Partial<PairsReport> = {}): PairsReport => ({
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

describe('what is kept and what is dropped', () => {
	it('names each loss where it happens, the largest first, and no reason that did not occur', () => {
		expect(
			stepsOf(report()).map(({ name, count, losses }) => [name, count, losses.map((l) => l.reason)])
		).toEqual([
			['pairs', 100, []],
			['decided', 60, ['ties', 'split votes']],
			['rows', 50, ['blank response', 'same text twice']]
		]);
	});

	it('is drawn to scale, within its width, and little is still seen', () => {
		const picture = flowOf(stepsOf(report({ rows: 1 })), 900);
		expect(picture?.bars.map(({ height }) => height)).toEqual([168, 101, 2]);
		expect(picture?.below).toBe(0);
		expect(picture?.bars.at(-1)?.x).toBeLessThanOrEqual(900 - 190);
		expect(flowOf(stepsOf(report({ pairs: 0, decided: 0, rows: 0 })), 900)).toBeNull();
	});

	it('says its finding', () => {
		expect(findingOf(report())).toBe('50 rows, each with a chosen and a rejected answer');
		expect(findingOf(report({ rows: 1 }))).toContain('1 row,');
		expect(findingOf(report({ rows: 0 }))).toContain('Nothing is decided');
		expect(findingOf(report({ rows: 0, items: { all: 2, resolved: 0, unresolved: 2 } }))).toContain(
			'No item is resolved'
		);
	});

	it('says it of labels too', () => {
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
		expect(labelsFinding(labels(1, 2))).toBe('1 row, each with what most people say of an item');
		expect(labelsFinding(labels(0, 2))).toContain('No row is left');
		expect(labelsFinding(labels(0, 0))).toContain('No item is resolved');
	});
});
