/** How the writer of a text feels. */
import type { Template } from '../template.ts';

const guidelines = `Say how the writer feels about what they write of, not how you feel about it.

### Positive
The writer is pleased, thankful or hopeful. *It arrived a day early and works.*

### Neutral
Facts, questions and plans without a feeling. *Does it come with a cable?*

### Negative
The writer is annoyed, disappointed or worried, politely or not. *The second one in a month that broke.*

### Mixed
Both, and neither outweighs the other. *Lovely screen, but the battery lasts an hour.* If one side clearly wins, choose that side.

### What often goes wrong
- Irony counts as it is meant: *Great, another update that deletes my notes* is negative.
- Bad news told calmly is neutral.
- Stars, emoji and capitals are part of the text.
- A text that is not in a language you read: skip it.
`;

export const sentiment: Template = {
	id: 'sentiment',
	title: 'Sentiment',
	about: 'One label a text: positive, neutral, negative or mixed, and how strong it is.',
	form: {
		fields: [{ name: 'text', type: 'text' }],
		questions: [
			{
				name: 'sentiment',
				type: 'label',
				title: 'Sentiment',
				field: 'text',
				required: true,
				options: [
					{ value: 'positive', title: 'Positive' },
					{ value: 'neutral', title: 'Neutral' },
					{ value: 'negative', title: 'Negative' },
					{ value: 'mixed', title: 'Mixed' }
				]
			},
			{
				name: 'strength',
				type: 'rating',
				title: 'How strong, 1 hardly to 3 very',
				field: 'text',
				required: true,
				min: 1,
				max: 3,
				when: { sentiment: ['positive', 'negative'] }
			}
		]
	},
	guidelines,
	settings: { overlap: 2 },
	example: { text: 'It arrived a day early and works. The manual could be clearer.' }
};
