import { describe, expect, it } from 'vitest';
import { selfNaming, withoutNames } from './self-naming.ts';

/** What a response says, the names that are found, and the model that its item names. */
const says: [string, string[], string?][] = [
	['I am ChatGPT.', ['ChatGPT']],
	["Hello! I'm ChatGPT, a large language model trained by OpenAI.", ['ChatGPT', 'OpenAI']],
	['As an AI language model developed by OpenAI, I cannot do that.', ['OpenAI']],
	['As an AI developed by OpenAI, I have no feelings.', ['OpenAI']],
	['I’m Claude, an AI assistant made by Anthropic.', ['Anthropic', 'Claude']],
	["I'm an AI assistant called Claude, created by Anthropic to be helpful.", ['Anthropic', 'Claude']],
	['I am a large language model, trained by Google.', ['Google']],
	['I was created by Anthropic.', ['Anthropic']],
	['I was trained by a team of researchers at OpenAI.', ['OpenAI']],
	['I am based on GPT-4.', ['GPT-4']],
	["I'm powered by OpenAI's GPT-3.5 Turbo, so …", ['GPT-3.5 Turbo', 'OpenAI']],
	['My name is Bard, and I am a chatbot.', ['Bard']],
	['As ChatGPT, I try to be fair.', ['ChatGPT']],
	['My creators at Anthropic wanted me to be honest.', ['Anthropic']],
	['Well, as a language model developed by OpenAI, I cannot.', ['OpenAI']],
	['OpenAI created me to answer questions.', ['OpenAI']],
	['I am an OpenAI language model.', ['OpenAI']],
	['As a GPT-4 model, I cannot browse.', ['GPT-4']],
	["I'm Google's AI assistant.", ['Google']],
	['You are talking to ChatGPT.', ['ChatGPT']],
	['I am **ChatGPT**, at your service.', ['ChatGPT']],
	['Je suis ChatGPT, un modèle de langage.', ['ChatGPT']],
	['Ich bin ein Sprachmodell, entwickelt von OpenAI.', ['OpenAI']],
	['Soy un modelo de lenguaje desarrollado por OpenAI.', ['OpenAI']],
	['我是ChatGPT，由OpenAI开发。', ['ChatGPT', 'OpenAI']],
	['我是通义千问，一个语言模型。', ['通义千问']],
	['I am Qwen, created by Alibaba Cloud. Alibaba Cloud is big.', ['Alibaba Cloud', 'Qwen']],
	['I am an AI assistant developed by Northwind Labs.', ['Northwind Labs']],
	['As an AI language model created by Contoso, I must not.', ['Contoso']],
	['I am a language model. I was developed by Meta AI.', ['Meta AI']],
	// A word by itself is a name where the response is known to be of that house.
	['I am Claude. How can I help?', ['Claude'], 'claude-instant-1'],
	["I'm Vicuna, nice to meet you.", ['Vicuna'], 'vicuna-13b-v1.5'],
	['Hi, I am Mistral 7B Instruct.', ['Mistral 7B Instruct'], 'mistralai/Mistral-7B-Instruct-v0.1'],
	['GPT 3.5 Turbo here, hello.', ['GPT 3.5 Turbo'], 'gpt-3.5-turbo-0613'],
	['I am gpt3.5 turbo', ['gpt3.5 turbo'], 'gpt-3.5-turbo'],
	['I am Llama 2, and Meta trained me.', ['Llama 2', 'Meta'], 'meta-llama/Llama-2-70b-chat-hf'],
	['Zebra: Of course.', ['Zebra'], 'zebra-large'],
	// Nobody else is called so.
	['Thanks for trying exp-42 sft v3 today.', ['exp-42 sft v3'], 'exp-42-sft-v3'],
	['The answer of w1c2d3e4 is yes.', ['w1c2d3e4'], 'w1c2d3e4']
];

/** Texts that speak of models, makers and their namesakes as of something else. */
const speaksOf: [string, string?, string?][] = [
	['ChatGPT is a chatbot that OpenAI released in 2022.'],
	['GPT-4 was announced by OpenAI.', 'gpt-4'],
	['Three models: GPT-4, Claude and Gemini.', 'gpt-4'],
	['I am a big fan of ChatGPT.'],
	['I am a ChatGPT user.'],
	['I am an engineer at OpenAI.'],
	['As an AI researcher at OpenAI, she wrote papers.'],
	['I am not ChatGPT.'],
	['As ChatGPT becomes popular, schools adapt.'],
	['As an AI language model, I do not have opinions.'],
	['As an AI language model, I can compare Google and Microsoft.'],
	['As an AI model, I was asked about phones made by Google.'],
	['I am Claude Monet, and I paint water lilies.'],
	['“I am Claude,” said the old man, and sat down.'],
	['My name is Gemma and I live in Leeds.'],
	['I am a Gemini, so I talk a lot.'],
	['The falcon flew; I am Falcon, cried the boy.'],
	['I love the Mistral wind, as a model of patience.'],
	['Google made me think of maps.'],
	['It is not as restrictive as the ChatGPT model in terms of safety.'],
	['It serves as an AI assistant developed by Google.'],
	['I am Claude Monet, and my assistant is late.'],
	['I am ChatGPT fan number one.'],
	['I am human, and I am fair.', 'human'],
	['I am a fair model of a large ship.', 'a'],
	['I was hired by Google.'],
	['I am using GPT-4 for my essay.'],
	['You can ask ChatGPT or Bard.'],
	['```python\nprint("I am ChatGPT")\n```'],
	['I am an assistant at Microsoft, in the legal team.'],
	['I am trained by Coach Miller twice a week.'],
	['I am a language model trained on text from the Internet.'],
	['I am an AI assistant created by humans.'],
	['My favourite OpenAI paper is short.'],
	[
		'Tell me what you know of exp-42-sft-v3: exp-42-sft-v3 is an experiment.',
		'exp-42-sft-v3',
		'What is exp-42-sft-v3?'
	],
	['a b c', 'a'],
	['', 'gpt-4'],
	['The base of the large mini bus.', 'base']
];

describe('a response that says which model it is', () => {
	it.each(says)('is found: %s', (text, names, model) => {
		expect(selfNaming(text, { model }).toSorted()).toEqual(names.toSorted());
	});

	it.each(speaksOf)('is not one that speaks of models: %s', (text, model, prompt) => {
		expect(selfNaming(text, { model, prompt })).toEqual([]);
	});

	it('is looked at in little time, whatever it holds', () => {
		const long = 'I am an AI, a model, an assistant, '.repeat(3_000);
		const words = 'GPT-4 and OpenAI '.repeat(3_000);
		expect(selfNaming(long)).toEqual([]);
		expect(selfNaming(words)).toEqual([]);
	});
});

describe('names that are hidden', () => {
	it('are replaced where they stand by themselves, in every place', () => {
		expect(withoutNames('**ChatGPT** by OpenAI: OpenAIs, openai. 我是ChatGPT。', ['OpenAI', 'ChatGPT'])).toBe(
			'**[name]** by [name]: OpenAIs, openai. 我是[name]。'
		);
		expect(withoutNames('GPT-4 and GPT', ['GPT', 'GPT-4'])).toBe('[name] and [name]');
		expect(withoutNames('C++ (x)', ['C++'])).toBe('[name] (x)');
	});

	it('leave nothing behind of what was found', () => {
		for (const [text, names, model] of says) {
			const left = withoutNames(text, selfNaming(text, { model }));
			expect(names.filter((name) => left.includes(name))).toEqual([]);
		}
	});
});
