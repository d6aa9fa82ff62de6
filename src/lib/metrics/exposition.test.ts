import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../../test/setup/prometheus.ts';
import { expose } from './exposition.ts';
import { Histogram } from './histogram.ts';

describe('numbers for Prometheus', () => {
	it('are written as the format’s description has its examples', () => {
		const histogram = new Histogram([0.05, 0.1]);
		for (const value of [0.01, 0.05, 0.07, 3]) histogram.observe({ kind: 'api' }, value);
		expect(
			expose([
				{
					name: 'a_total',
					help: 'Two\nlines, one \\.',
					type: 'counter',
					samples: [{ labels: { path: 'C:\\"\n' }, value: 3 }]
				},
				{ name: 'b', help: 'B.', type: 'gauge', samples: [{ value: Infinity }] },
				{ name: 'c', help: 'C.', type: 'histogram', samples: histogram.samples() }
			])
		).toBe(
			[
				'# HELP a_total Two\\nlines, one \\\\.',
				'# TYPE a_total counter',
				'a_total{path="C:\\\\\\"\\n"} 3',
				'# HELP b B.',
				'# TYPE b gauge',
				'b +Inf',
				'# HELP c C.',
				'# TYPE c histogram',
				'c_bucket{kind="api",le="0.05"} 2',
				'c_bucket{kind="api",le="0.1"} 3',
				'c_bucket{kind="api",le="+Inf"} 4',
				'c_sum{kind="api"} 3.13',
				'c_count{kind="api"} 4',
				''
			].join('\n')
		);
	});

	it('read back as they were, whatever a label holds', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' })), (texts) => {
				const samples = texts.map((project, value) => ({ labels: { project }, value }));
				const read = readMetrics(expose([{ name: 'a', help: '', type: 'gauge', samples }])).get('a')?.samples;
				expect(read?.map(({ labels }) => labels.project)).toEqual(texts);
			}),
			{ examples: [[['\u2028', '\r', '\\n', '']]] }
		);
	});

	it('keep a bounded number of series, and count the rest together', () => {
		const histogram = new Histogram([1], 3);
		for (let i = 0; i < 50; i++) histogram.observe({ project: `p${i}` }, 0.5);
		const samples = histogram.samples();
		expect(samples.map(({ labels }) => labels?.project)).toEqual(['p0', 'p1', 'p2', 'other']);
		expect(samples.reduce((sum, { counts }) => sum + (counts[0] ?? 0), 0)).toBe(50);
	});
});
