/** A question and a passage that was found for it. */
import type { Template } from '../template.ts';

const guidelines = `A question, and one passage that a search found for it. Judge the passage alone: could somebody answer the question with it?

### Answers it
The answer stands in the passage, wholly.

### Helps
A part of the answer, or what one needs to work it out.

### Same topic
It is about the same thing, but brings the answer no nearer.

### Off topic
About something else, or no sensible text.

### Evidence
Mark the words that answer: the shortest stretch that would convince a stranger.

### Trust
**Outdated** when the passage says itself that it no longer holds, or names a date that makes it so. **Contradicts itself** when two of its sentences cannot both be true.

### What often goes wrong
- A passage that uses all the words of the question need not answer it.
- You know the answer, the passage does not say it: same topic.
- A wrong answer that is stated clearly still answers it; judge truth in a comment.
`;

export const ragRelevance: Template = {
	id: 'rag-relevance',
	title: 'RAG relevance',
	about: 'Whether a retrieved passage answers a question, and with which words.',
	form: {
		fields: [
			{ name: 'question', type: 'text', title: 'Question' },
			{ name: 'passage', type: 'text', title: 'Passage' }
		],
		questions: [
			{
				name: 'relevance',
				type: 'label',
				title: 'Relevance',
				field: 'passage',
				required: true,
				options: [
					{ value: 'answers', title: 'Answers it' },
					{ value: 'helps', title: 'Helps' },
					{ value: 'topic', title: 'Same topic' },
					{ value: 'off', title: 'Off topic' }
				]
			},
			{
				name: 'evidence',
				type: 'spans',
				title: 'Evidence',
				field: 'passage',
				required: false,
				when: { relevance: ['answers', 'helps'] },
				options: [{ value: 'evidence', title: 'Evidence', color: 'green' }]
			},
			{
				name: 'trust',
				type: 'labels',
				title: 'Trust',
				field: 'passage',
				required: false,
				options: [
					{ value: 'outdated', title: 'Outdated', key: 'q' },
					{ value: 'contradicts', title: 'Contradicts itself', key: 'w' }
				]
			}
		]
	},
	guidelines,
	settings: { overlap: 2 },
	example: {
		question: 'How long can cooked rice be kept in the fridge?',
		passage:
			'Cool cooked rice within an hour and keep it in the fridge for no longer than a day. Reheat it once, until it steams.'
	}
};
