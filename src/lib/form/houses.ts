/**
 * Who makes models that many people know, and what those are called: as sources of regular expressions. A name that is
 * also a word or a person's name says nothing by itself.
 */
export type House = { makers: string[]; models: string[]; words?: string[] };

export const houses: House[] = [
	{
		makers: ['Open ?AI'],
		models: ['Chat[- ]?GPT', 'Instruct[- ]?GPT', 'GPT', 'text-davinci(?:-\\d+)?'],
		words: ['Davinci', 'Codex']
	},
	{ makers: ['Anthropic'], models: [], words: ['Claude'] },
	{
		makers: ['Google(?: DeepMind| AI| Research| Brain)?', 'DeepMind', 'Alphabet'],
		models: ['LaMDA', 'PaLM(?:[- ]?2)?', 'Flan-?T5', 'Google Bard', 'Google Gemini'],
		words: ['Bard', 'Gemini', 'Gemma', 'Meena', 'Sparrow', 'Chinchilla']
	},
	{
		makers: ['Meta(?: AI)?', 'Facebook(?: AI)?', 'FAIR'],
		models: ['LLaMA', 'Code[- ]?Llama', 'BlenderBot', 'OPT-\\d+\\w*'],
		words: ['Galactica']
	},
	{
		makers: ['Microsoft(?: Research)?'],
		models: ['Bing Chat', 'Microsoft Copilot', 'WizardLM', 'Phi-\\d'],
		words: ['Copilot', 'Bing', 'Orca', 'Sydney', 'Cortana']
	},
	{ makers: ['Mistral AI', 'MistralAI'], models: ['Mixtral', 'Ministral'], words: ['Mistral'] },
	{ makers: ['xAI', 'x\\.AI'], models: [], words: ['Grok'] },
	{ makers: ['Cohere(?: For AI)?'], models: ['Command[- ]R\\+?', 'Command[- ]A'], words: ['Aya', 'Coral'] },
	{
		makers: ['Alibaba(?: Cloud| Group)?', '阿里(?:巴巴|云)?'],
		models: ['Qwen', 'Tongyi(?: Qianwen)?', 'QwQ', '通义千问', '通义'],
		words: []
	},
	{ makers: ['DeepSeek(?: AI)?', '深度求索'], models: ['DeepSeek'] },
	{ makers: ['Baidu', '百度'], models: ['ERNIE(?: Bot)?', '文心一言'], words: ['Ernie', 'Wenxin'] },
	{ makers: ['Zhipu(?: AI)?', '智谱(?:AI)?', 'Tsinghua University'], models: ['ChatGLM', 'GLM'] },
	{ makers: ['Moonshot AI', '月之暗面'], models: [], words: ['Kimi'] },
	{ makers: ['ByteDance', '字节跳动'], models: ['Doubao', '豆包'] },
	{ makers: ['Tencent', '腾讯'], models: ['Hunyuan', '混元'] },
	{ makers: ['Baichuan(?: AI| Intelligence)?', '百川(?:智能)?'], models: ['Baichuan'] },
	{ makers: ['01\\.AI', '零一万物'], models: ['Yi-\\d+\\w*'] },
	{ makers: ['MiniMax'], models: ['MiniMax'] },
	{ makers: ['SenseTime', 'Shanghai AI Lab(?:oratory)?'], models: ['InternLM', 'SenseChat'] },
	{ makers: ['LMSYS(?: Org)?', 'Large Model Systems Organization'], models: ['FastChat'], words: ['Vicuna'] },
	{ makers: ['Stanford(?: University)?'], models: [], words: ['Alpaca'] },
	{ makers: ['Berkeley AI Research', 'UC Berkeley'], models: ['Starling-LM'], words: ['Koala', 'Starling'] },
	{ makers: ['LAION'], models: ['Open[- ]?Assistant', 'OASST'] },
	{ makers: ['Databricks', 'MosaicML'], models: ['MPT-\\d+\\w*', 'DBRX'], words: ['Dolly', 'MPT'] },
	{ makers: ['Stability AI', 'StabilityAI'], models: ['StableLM', 'Stable Beluga', 'StableVicuna'] },
	{ makers: ['Technology Innovation Institute', 'TII'], models: ['Falcon[- ]?\\d+b'], words: ['Falcon'] },
	{
		makers: ['Hugging ?Face', 'BigScience'],
		models: ['BLOOMZ?', 'HuggingChat', 'SmolLM'],
		words: ['Zephyr']
	},
	{ makers: ['Allen Institute for AI', 'AI2', 'Ai2'], models: ['OLMo', 'T[üu]lu'] },
	{
		makers: ['EleutherAI', 'Together(?: AI| Computer)'],
		models: ['GPT-?J', 'GPT-?NeoX?', 'RedPajama'],
		words: ['Pythia']
	},
	{ makers: ['Nous ?Research'], models: ['Nous-?Hermes', 'OpenHermes'], words: ['Hermes'] },
	{ makers: ['NVIDIA'], models: ['Nemotron'] },
	{
		makers: ['Amazon(?: Web Services)?', 'AWS'],
		models: ['Amazon Titan', 'Amazon Nova'],
		words: ['Alexa', 'Nova', 'Titan']
	},
	{ makers: ['Apple'], models: [], words: ['Siri'] },
	{ makers: ['IBM'], models: ['Granite-\\d+\\w*'], words: ['Granite', 'Watson'] },
	{ makers: ['AI21(?: Labs)?'], models: ['Jurassic-\\d'], words: ['Jamba'] },
	{ makers: ['Inflection(?: AI)?'], models: [], words: ['Pi'] },
	{
		makers: [
			'Perplexity(?: AI)?',
			'You\\.com',
			'Character\\.?AI',
			'Replika',
			'Salesforce',
			'Upstage',
			'KAIST'
		],
		models: ['XGen', 'SOLAR-\\d+\\w*', 'Guanaco-\\d+\\w*'],
		words: ['Guanaco']
	}
];
