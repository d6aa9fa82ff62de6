/** A summary beside its source. */
import type { Template } from '../template.ts';

const guidelines = `Read the source first, then the summary. Judge the summary against the source alone, not against what you know.

### Faithful, 1 to 5
5: everything it says stands in the source. 3: one small thing does not. 1: it says the opposite, or makes things up.

### Complete, 1 to 5
5: whoever reads only the summary knows what matters. 3: one important point is missing. 1: the main point is missing.

### Fluent, 1 to 5
5: reads as if a good editor wrote it. 3: understandable, with bumps. 1: hard to follow.

### Errors
Mark in the summary the words that are wrong.

- **Not in the source**: made up, though it may be true.
- **Contradicts the source**: a number, a name or a claim that the source has otherwise.
- **Unclear**: one cannot tell what is meant.

A summary with a span **Contradicts the source** is at most 3 for faithful.
`;

const rating = (name: string, title: string) => ({
	name,
	type: 'rating',
	title,
	field: 'summary',
	required: true,
	min: 1,
	max: 5
});

export const summaryQuality: Template = {
	id: 'summary-quality',
	title: 'Summary quality',
	about: 'Rate a summary against its source and mark what is wrong in it.',
	form: {
		fields: [
			{ name: 'source', type: 'markdown', title: 'Source' },
			{ name: 'summary', type: 'text', title: 'Summary' }
		],
		questions: [
			{
				name: 'errors',
				type: 'spans',
				title: 'Errors',
				field: 'summary',
				required: false,
				options: [
					{ value: 'unsupported', title: 'Not in the source', color: 'ochre' },
					{ value: 'contradiction', title: 'Contradicts the source', color: 'rose' },
					{ value: 'unclear', title: 'Unclear', color: 'slate' }
				]
			},
			rating('faithful', 'Faithful'),
			rating('complete', 'Complete'),
			rating('fluent', 'Fluent')
		]
	},
	guidelines,
	settings: { overlap: 2 },
	example: {
		source: 'The library closes at 18:00 from Monday to Friday and stays shut at weekends in July.',
		summary: 'In July the library closes at 18:00 and opens at weekends.'
	}
};
