/** What a text does to those who read it or are in it. */
import type { Template } from '../template.ts';

const guidelines = `You will read texts that hurt. Take breaks; skip what you would rather not read, no reason is needed.

Judge what the text does to whoever reads it or is written about. Whether you agree with it does not matter.

### Not toxic
Nobody is attacked. Strong disagreement, bad words about things and sad news are not toxic.

### Toxic
A reasonable person would leave the conversation.

### Severe
Hate, threats, or an attack on people for what they are.

### Kinds
Choose all that apply.

- **Insult**: words against a person. *You are too stupid to post here.*
- **Threat**: harm is announced or wished. *Somebody should break your legs.*
- **Hate against a group**: people are attacked for their origin, religion, sex, orientation, disability or age.
- **Sexual**: unwanted sexual words to or about somebody.
- **Obscene**: vulgar words; only when the text is toxic as a whole.

### Spans
**Toxic words**: the shortest stretch that makes the text toxic. Several stretches are several spans.

### What often goes wrong
- Quoting in order to criticise is not toxic.
- Words that a group uses for itself are not toxic among them; when you cannot tell, flag the item.
- Irony counts as it is meant.
`;

export const toxicity: Template = {
	id: 'toxicity',
	title: 'Toxicity',
	about: 'How toxic a text is, in which ways, and which words make it so.',
	form: {
		fields: [{ name: 'text', type: 'text' }],
		questions: [
			{
				name: 'toxicity',
				type: 'label',
				title: 'Toxicity',
				field: 'text',
				required: true,
				options: [
					{ value: 'none', title: 'Not toxic', key: 'q' },
					{ value: 'toxic', title: 'Toxic', key: 'w' },
					{ value: 'severe', title: 'Severe', key: 'e' }
				]
			},
			{
				name: 'kinds',
				type: 'labels',
				title: 'Kinds',
				field: 'text',
				required: true,
				min: 1,
				when: { toxicity: ['toxic', 'severe'] },
				options: [
					{ value: 'insult', title: 'Insult' },
					{ value: 'threat', title: 'Threat' },
					{ value: 'hate', title: 'Hate against a group' },
					{ value: 'sexual', title: 'Sexual' },
					{ value: 'obscene', title: 'Obscene' }
				]
			},
			{
				name: 'words',
				type: 'spans',
				title: 'Words that make it so',
				field: 'text',
				required: false,
				when: { toxicity: ['toxic', 'severe'] },
				options: [{ value: 'toxic', title: 'Toxic words', color: 'rose' }]
			}
		]
	},
	guidelines,
	settings: { overlap: 3 },
	example: { text: 'Read the thread before you answer. This was explained twice.' }
};
