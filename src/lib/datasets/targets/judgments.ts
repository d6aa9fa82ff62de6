/** The judgments themselves, each as it was given: by whom, when, of what, and in which order it was shown. */
import { z } from 'zod';
import type { JsonObject } from '#lib/schema/json.ts';
import type { Column } from './columns.ts';
import { target } from './target.ts';

const text = (name: string, about?: string): Column => ({ name, type: 'text', ...(about ? { about } : {}) });
const perhaps = (column: Column): Column => ({ ...column, empty: true });

export default target({
	name: 'judgments',
	title: 'The judgments themselves',
	about: 'For whoever counts for themselves: every judgment as it was given, revisions and extras included.',
	group: 'annotation',
	from: 'judged',
	loose: true,
	names: 'rater',
	columns: [
		text('id'),
		text('project'),
		text('item_id'),
		perhaps(text('item_key', 'the caller’s own id of the item')),
		text('rater', 'who judged, by name'),
		text('kind', 'person or model'),
		{ name: 'answers', type: 'JSON' },
		perhaps({ name: 'shown', type: 'JSON', about: 'the responses in the order in which they were shown' }),
		{ name: 'counted', type: 'true or false' },
		perhaps(text('purpose', 'where it is not work: gold, repeat or review')),
		text('via', 'session, key or import'),
		perhaps({ name: 'dwell_ms', type: 'whole number' }),
		perhaps(text('supersedes', 'the judgment that it revises')),
		perhaps({
			name: 'probability',
			type: 'number',
			about:
				'of the draw that led to the item, where pairs of models are drawn; 1 / probability is its weight'
		}),
		text('at')
	],
	loader: {
		repository: 'huggingface/datasets',
		file: 'src/datasets/packaged_modules/json/json.py',
		commit: '573a7712f3ea669cadc59ea2e58cc4a40905bc3a',
		rules: ['read row by row: what a judgment has not is not there, and answers are as the form asks']
	},
	drops: [],
	Row: z.looseObject({
		id: z.string(),
		rater: z.string(),
		answers: z.record(z.string(), z.json())
	}) as unknown as z.ZodType<JsonObject>,
	row: ({ view }) => view as unknown as JsonObject,
	fault: () => null
});
