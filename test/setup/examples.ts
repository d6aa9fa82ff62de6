/** One of everything that a target may be given: plain, in several turns, with a system message, with calls, and odd. */
import type {
	Annotated,
	Demonstration,
	Example,
	Meta,
	Pair,
	Prompt,
	Ranked,
	Rated,
	Steps
} from '#lib/datasets/example.ts';
import { say, type Message } from '#lib/datasets/messages.ts';
import type { Question } from '#lib/form/kind.ts';
import type { Outcome } from '#lib/project/majority.ts';
import type { Json } from '#lib/schema/json.ts';

/** What must be in no row. */
export const secrets = ['rater-of-it', 'model-of-it', 'other-model'];

const meta = (item: string): Meta => ({
	project: 'given',
	item,
	raters: ['rater-of-it'],
	models: ['model-of-it', 'other-model'],
	asked: 1
});
const user = (content: string) => say('user', content);
const model = (content: string) => say('assistant', content);
const call: Message = {
	role: 'assistant',
	content: '',
	tool_calls: '[{"function":{"arguments":{"city":"Oslo"},"name":"weather"},"type":"function"}]'
};

const why = [user('Why is the sky blue?')];
const turns = [user('Name a prime.'), model('7'), user('Another.')];
const withSystem = [say('system', 'Be brief.'), ...why];
const withTool = [user('How warm is it?'), call, say('tool', '12 degrees')];
const odd = [user('Ends\u2028here "quoted" 😀')];

const prompts = { why, turns, withSystem, withTool, odd };

const pair = (group: string, prompt: Message[], chosen: Message[], rejected: Message[], more = {}): Pair => ({
	kind: 'pair',
	group,
	prompt,
	chosen,
	rejected,
	strength: 1,
	shares: { chosen: 1, rejected: 0 },
	meta: meta(group),
	...more
});

export const pairs: Pair[] = [
	pair('plain', why, [model('Short light scatters most.')], [model('It reflects the sea.')], {
		strength: 2.5,
		shares: { chosen: 0.75, rejected: 0.25 }
	}),
	pair('turns', turns, [model('11')], [model('9')]),
	pair('system', withSystem, [model('Scattering.')], [model('The sea.')]),
	pair('odd', odd, [model('Line\u2029 apart 𝒜')], [model("It's \\ 'quoted'")]),
	pair('tool', withTool, [model('12 degrees in Oslo.')], [model('Cold.')]),
	pair('call', [user('How warm is it in Oslo?')], [call], [model('I do not know.')]),
	pair('several', why, [model('Well.'), model('Light scatters.')], [model('The sea.')]),
	pair('blank', why, [model('Yes.')], [model(' \n')]),
	pair('same', why, [model('Cafe\u0301. ')], [model('Caf\u00e9.')]),
	pair('marker', why, [model('Ask.\n\nHuman: what?')], [model('No.')]),
	pair('unended', [...why, model('Well,')], [model('it scatters.')], [model('it reflects.')]),
	pair('nobody', [say('system', 'Be brief.')], [model('Yes.')], [model('No.')]),
	pair('stranger', [say('narrator', 'Once.')], [model('Yes.')], [model('No.')]),
	pair('backwards', why, [user('Yes.')], [model('No.')])
];

const ofPrompts = <T>(of: (prompt: Message[], name: string) => T): T[] =>
	Object.entries(prompts).map(([name, prompt]) => of(prompt, name));

const rated: Rated[] = [
	...ofPrompts((prompt, name): Rated => ({
		kind: 'rated',
		group: name,
		prompt,
		completion: [model(`Said of ${name}`)],
		label: name !== 'turns',
		meta: meta(name)
	})),
	{
		kind: 'rated',
		group: 'neither',
		prompt: why,
		completion: [model('Hm.')],
		label: null,
		meta: meta('neither')
	},
	{ kind: 'rated', group: 'empty', prompt: why, completion: [model('')], label: false, meta: meta('empty') }
];

const demonstrations: Demonstration[] = [
	...ofPrompts((prompt, name): Demonstration => ({
		kind: 'demonstration',
		group: name,
		prompt,
		completion: [model(`Said of ${name}`)],
		meta: meta(name)
	})),
	{ kind: 'demonstration', group: 'call', prompt: why, completion: [call], meta: meta('call') }
];

const promptsAlone: Prompt[] = ofPrompts((prompt, name) => ({
	kind: 'prompt',
	group: name,
	prompt,
	meta: meta(name)
}));

const ranked: Ranked[] = ofPrompts((prompt, name) => ({
	kind: 'ranked',
	group: name,
	prompt,
	responses: ['first', 'second', 'third'].map((word) => [model(`The ${word} of ${name}`)]),
	ranks: name === 'odd' ? [1, 0, 1] : [2, 0, 1],
	meta: meta(name)
}));

const steps: Steps[] = [
	{
		kind: 'steps',
		group: 'sum',
		prompt: 'Which is larger, 9.8 or 9.11?',
		steps: ['The fraction of 9.8 is 0.8.', 'The fraction of 9.11 is 0.11.', 'So 9.11 is larger.'],
		labels: [true, true, false],
		meta: meta('sum')
	},
	{ kind: 'steps', group: 'one', prompt: 'Is 2 even?', steps: ['Yes.'], labels: [true], meta: meta('one') },
	{ kind: 'steps', group: 'none', prompt: 'Is 3 odd?', steps: [], labels: [], meta: meta('none') }
];

const questions: Question[] = [
	{ name: 'who', type: 'spans', field: 'text', options: [{ value: 'PER' }, { value: 'LOC' }] },
	{ name: 'tone', type: 'label', field: 'text', options: [{ value: 'kind' }, { value: 'cold' }] },
	{ name: 'stars', type: 'rating', field: 'text', min: 1, max: 5 },
	{ name: 'note', type: 'text', field: 'text' }
];
const decided = (answer: Json): Outcome => ({ answer, status: 'decided', judgments: 3, agreement: 1 });
const split: Outcome = { answer: null, status: 'split', judgments: 2, agreement: null };

const annotated = (group: string, text: string, outcomes: Outcome[], asked = questions): Annotated => ({
	kind: 'annotated',
	group,
	fields: [{ name: 'text', type: 'text' }],
	questions: asked,
	payload: { text },
	outcomes,
	resolution: 'majority',
	meta: meta(group)
});
const span = (start: number, end: number, label: string, quote: string) => ({ start, end, label, quote });

const annotations: Annotated[] = [
	annotated('people', 'Ada met 😀 Bo in New York.', [
		decided([span(0, 3, 'PER', 'Ada'), span(10, 12, 'PER', 'Bo'), span(16, 24, 'LOC', 'New York')]),
		decided('kind'),
		decided(4),
		decided('A meeting.')
	]),
	annotated('inside', 'NewYork-based, it\u2028is.', [
		decided([span(3, 7, 'LOC', 'York')]),
		decided('cold'),
		decided(3.5),
		split
	]),
	annotated('nothing', 'No one is here.', [decided([]), split, decided(1), split]),
	annotated('crossing', 'Ada Bo', [
		decided([span(0, 5, 'PER', 'Ada B'), span(4, 6, 'PER', 'Bo')]),
		split,
		split,
		split
	]),
	annotated('open', 'Nobody agrees.', [split, split, split, split])
];

export const examples: Example[] = [
	...pairs,
	...rated,
	...demonstrations,
	...promptsAlone,
	...ranked,
	...steps,
	...annotations
];

/** A form with classes and no spans, for formats that hold either. */
export const classes: Annotated[] = [
	annotated('one', 'A good day.', [decided('kind')], questions.slice(1, 2)),
	annotated('two', 'A bad day.', [decided('cold')], questions.slice(1, 2))
];
