/** A row as each tool writes it, one for each of the shapes that it has. */
import type { JsonObject } from '#lib/schema/json.ts';

const rated = { helpfulness: 3, correctness: 4, coherence: 4, complexity: 2, verbosity: 1 };
const turns = [{ role: 'user', content: 'Name a prime.' }];
const sides = { chosen: '7', rejected: '9' };
const talk = (answer: string) => [...turns, { role: 'assistant', content: answer }];
const message = { message_id: 'm', text: 'Name a prime.', role: 'prompter', replies: [] };

export const samples: { of: string; reader: string; row: JsonObject }[] = [
	{ of: 'message trees', reader: 'open-assistant', row: { message_tree_id: 'm', prompt: message } },
	{ of: 'roots of message trees', reader: 'open-assistant', row: message },
	{
		of: 'transcripts',
		reader: 'hh-rlhf',
		row: {
			chosen: '\n\nHuman: Name a prime.\n\nAssistant: 7',
			rejected: '\n\nHuman: Name a prime.\n\nAssistant: 9'
		}
	},
	{ of: 'pairs of text', reader: 'pairs', row: { prompt: 'Name a prime.', ...sides } },
	{ of: 'pairs of conversations', reader: 'pairs', row: { chosen: talk('7'), rejected: talk('9') } },
	{
		of: 'UltraFeedback',
		reader: 'ultrafeedback',
		row: {
			prompt: 'Name a prime.',
			prompt_id: 'f0e37e9f7800261167ce91143f98f511f768847236f133f2d0aed60b444ebe57',
			chosen: talk('7'),
			rejected: talk('9'),
			messages: talk('7'),
			score_chosen: 8.5,
			score_rejected: 6
		}
	},
	{ of: 'Alpaca pairs', reader: 'alpaca-pairs', row: { instruction: 'Name a prime.', input: '', ...sides } },
	{
		of: 'ratings of HelpSteer',
		reader: 'helpsteer',
		row: { prompt: 'Name a prime.', response: '7', ...rated }
	},
	{
		of: 'preferences of HelpSteer2',
		reader: 'helpsteer',
		row: { split: 'train', prompt: 'c#', response_1: 'x', response_2: 'y', preference_strength: -1 }
	},
	{
		of: 'HelpSteer3',
		reader: 'helpsteer',
		row: { domain: 'code', context: turns, response1: '7', response2: '9', overall_preference: -2 }
	},
	{
		of: 'tasks of Label Studio',
		reader: 'label-studio',
		row: { id: 1, data: { text: 'Ada.' }, annotations: [], predictions: [], file_upload: 'a.csv' }
	},
	{
		of: 'comparisons of Label Studio',
		reader: 'label-studio',
		row: {
			id: 1,
			data: { prompt: 'Name a prime.', answer1: '7', answer2: '9' },
			annotations: [
				{
					completed_by: 1,
					result: [{ from_name: 'pw', to_name: 'pw', type: 'pairwise', value: { selected: 'left' } }]
				}
			]
		}
	},
	{
		of: 'nested records of Argilla',
		reader: 'argilla',
		row: { id: '1', fields: { text: 'Ada.' }, metadata: {}, responses: {}, suggestions: {}, vectors: {} }
	},
	{
		of: 'flat records of Argilla',
		reader: 'argilla',
		row: { id: '1', text: 'Ada.', 'tone.suggestion': 'kind', 'tone.suggestion.score': null }
	},
	{
		of: 'records of Argilla 1',
		reader: 'argilla',
		row: { text: 'Ada.', tone: [], 'tone-suggestion': null, 'tone-suggestion-metadata': { agent: null } }
	},
	{ of: 'classes of doccano', reader: 'doccano', row: { id: 1, text: 'Ada.', label: ['PER'], Comments: [] } },
	{ of: 'entities of doccano', reader: 'doccano', row: { id: 1, text: 'Ada.', entities: [], relations: [] } }
];
