/**
 * Which model a response says that it is: "I am ChatGPT", "As an AI language model developed by OpenAI", or the name
 * under which its item knows it. A text that speaks of a product as of something else is none of them; a name that is
 * also a word counts only beside words for a machine, or where it is the response's own.
 */
import { houses } from './houses.ts';

/** What is known of a response besides its words. */
export type Known = {
	/** the caller's name of the model that wrote it */
	model?: string | undefined;
	/** what was asked: a name that stands there is the matter of the conversation */
	prompt?: string | undefined;
};

type Kind = 'maker' | 'model' | 'word' | 'own';
/** Where a name stands. `house` is -1 for the response's own. */
type Found = { at: number; end: number; kind: Kind; house: number };

/** Borders of a name: letters of other scripts may stand beside it. Plain ranges, since every response is looked at. */
const INSIDE = '[a-zA-Z0-9\\u00c0-\\u024f]';
const START = `(?<!${INSIDE})`;
const END = `(?!${INSIDE})`;
/** What follows the name of a family: 3.5, -4o, v1.5, 70b, Turbo. */
const VERSION = `(?:[-\\s]?(?:v?\\d+(?:\\.\\d+)*[a-z]?|\\d+x\\d+b|turbo|mini|instant|instruct|chat|pro|plus|ultra|opus|sonnet|haiku|flash|large|AI)${END})*`;

const names = houses.flatMap(({ makers, models, words = [] }, house) => [
	...models.map((source) => ({ source: `${source}${VERSION}`, kind: 'model' as const, house })),
	...makers.map((source) => ({ source, kind: 'maker' as const, house })),
	...words.map((source) => ({ source: `${source}${VERSION}`, kind: 'word' as const, house }))
]);
const known = new RegExp(`${START}(?:${names.map(({ source }) => `(${source})`).join('|')})${END}`, 'gi');

/** The beginning of any of them, without what takes time: most responses hold none. */
const hint = new RegExp(
	`${START}(?:${houses.flatMap(({ makers, models, words = [] }) => [...models, ...makers, ...words]).join('|')})`,
	'i'
);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Words in names of models that name no family. */
const SIZES = /^(?:turbo|chat|instruct|instant|base|mini|large|sft|dpo|rlhf|hf|it)$/i;

/** What is known of a caller's name of a model. */
type Own = {
	/** the name in the spellings of people: `gpt-3.5-turbo-0613` is GPT 3.5 Turbo, GPT-3.5 and GPT as well */
	any: RegExp;
	/** the whole name, and nothing else */
	full: RegExp;
	/** nobody else is called so: long enough, of several parts, and of no house that people speak of */
	unmistakable: boolean;
	/** to which its name belongs */
	houses: Set<number>;
};

function readModel(model: string): Own | null {
	const [maker, name] = model.includes('/')
		? [model.split('/')[0] ?? '', model.split('/').at(-1) ?? '']
		: ['', model];
	const parts = name.match(/[\p{L}\p{M}]+|\d+/gu) ?? [];
	const joined = (some: string[]) => some.join('[-_.\\s]*');
	const digits = parts.findIndex((part) => /\d/.test(part));
	const letters = parts.slice(0, digits === -1 ? parts.length : digits);
	const size = letters.findIndex((part) => SIZES.test(part));
	const family = size > 0 ? letters.slice(0, size) : letters;
	const sources = [
		...(parts.join('').length >= 3 ? [joined(parts)] : []),
		...(family.join('').length >= 3 ? [`${joined(family)}${VERSION}`] : []),
		...(maker.trim().length >= 3 ? [escaped(maker.trim())] : [])
	];
	if (sources.length === 0) return null;
	const kin = new Set(namesIn(model.replace(/[-_/]/g, ' '), null).map(({ house }) => house));
	return {
		any: new RegExp(`${START}(?:${sources.join('|')})${END}`, 'gi'),
		full: new RegExp(`^${joined(parts)}$`, 'i'),
		unmistakable: name.length >= 6 && parts.length > 1 && kin.size === 0,
		houses: kin
	};
}

const MOST_MODELS = 500;
const models = new Map<string, Own | null>();

/** A file names few models, and each of them very often. */
function ownOf(model: string): Own | null {
	const seen = models.get(model);
	if (seen !== undefined) return seen;
	if (models.size >= MOST_MODELS) models.clear();
	const own = readModel(model);
	models.set(model, own);
	return own;
}

const MADE =
	'(?:developed|created|trained|built|designed|made|provided|powered|programmed|engineered|produced|operated|maintained|owned|released|hosted|offered|introduced|launched|fine-?tuned)';
const MADE_BY = `${MADE}(?:(?:,| and| or)+ \\w+)* (?:by|at|on)`;
const NOUN =
	'(?:(?:large |small |virtual |conversational |generative |helpful |friendly |digital |smart )*(?:AI|A\\.I\\.|artificial intelligence|language|machine learning|deep learning|neural network|transformer|chat|virtual|voice|digital)[- ]?)?(?:based |powered )?(?:language )?(?:models?|AI|assistant|chat ?bot|bot|LLM|intelligence|program|system|agent)(?: assistant| model| chatbot| system| program)?';
const LINK = `(?:called|named|known as|${MADE_BY}|based (?:up)?on|built (?:up)?on|running on|from|part of)`;
/** "the company", "a team of researchers at" */
const WHO =
	"(?:(?:the|a|an|our|l['’]) )?(?:(?-i:(?:[a-z]+ ){0,3}(?:company|team|people|folks|researchers|engineers|scientists|organi[sz]ation|group|lab|startup|model|family|series|architecture))(?![\\p{L}])(?: of [a-z ]{3,30})?(?: at| from| of| called| named|,)? ?)?";
const AM = "(?:I am|I['’]m|I have been|I['’]ve been|I was|Im)";
/** Where a sentence or a part of it begins: what serves as a model speaks of another one. */
const AS = '(?<=^ ?|[.!?,:;(–—-] ?)As';
/** In a left context a name that stood there before is this sign. */
const NAMED = '\u0001';
const OTHER = `(?:(?:called|named|known as)? ?${NAMED}(?: ?[,(])? ?(?:and |which is |that is |an? (?:[a-zA-Z]+ ){1,4})?)?`;
const LATELY =
	'(?:just |simply |only |actually |really |also |indeed |currently |now |specifically |originally |called |named |known as |based on |powered by )*';

const left = (source: string): RegExp => new RegExp(`(?:^|[^\\p{L}])${source}$`, 'iu');

/** "I am an AI assistant called …, made by": what follows is the model or its maker. */
const DESCRIBED = `(?:(?:${AM}|${AS}|This is|You(?: are|['’]re) (?:talking|speaking|chatting) (?:to|with)) (?:${LATELY})?(?:an?|the|your) (?:[a-zA-Z-]+ ){0,4}?${NOUN}[,(]? ?(?:that |which |who )?(?:is |was |has been |am |${AM} )?(?:specifically |originally |being )?${OTHER}(?:that |which |who )?(?:is |was )?${LINK} ${WHO})`;
const lefts = {
	direct: left(`(?:${AM}|my name is|my name['’]s|call me|I go by) ${LATELY}`),
	article: left(`(?:${AM}|${AS}) ${LATELY}(?:an?|the)(?: ${NAMED}['’]s)? `),
	described: left(DESCRIBED),
	made: left(
		`(?:${AM} (?:[a-z]+ly )?(?:${MADE_BY}|based (?:up)?on|built (?:up)?on|running on|part of)|I (?:run|operate) on) ${WHO}`
	),
	mine: left(
		`my (?:creators?|developers?|makers?|designers?|trainers?|owners?|programmers?|parent company|model|model name|underlying model|underlying technology)(?: team)?(?: is| are| was| were| at| from)?[,:]? ${WHO}`
	),
	as: left(`${AS} `),
	this: left("(?:this is|it is|it['’]s) "),
	talking: left("you(?: are|['’]re) (?:now )?(?:talking|speaking|chatting|interacting) (?:to|with) "),
	abroad: left(
		"(?:je suis|je m['’]appelle|ich bin|ich heiße|(?:yo )?soy|me llamo|(?:io )?sono|mi chiamo|(?:eu )?sou|ik ben|我是|我叫|我的名字(?:是|叫)|私は|わたしは|나는|저는|меня зовут) ?"
	),
	abroadMade: left(
		"(?:je suis|j['’]ai été|ich bin|ich wurde|soy|fui|sono|sou|我是)[^.!?。！？\\n]{0,80}?(?:développé|créé|entraîné|entwickelt|trainiert|desarrollad|cread|entrenad|sviluppat|creat|desenvolvid|由)\\w* ?(?:par|von|por|da|pela|pelo)? ?(?:l['’]|la |der |die |das )?"
	)
};

const rights = {
	model:
		/^(?:['’]s)?[- ]?(?:(?:large|small|AI|language|chat|conversational|virtual|based|powered|trained)[- ])*(?:model|AI|assistant|chat ?bot|bot|LLM|based|powered)(?![\p{L}])(?! (?:user|developer|engineer|researcher|expert|trainer|company|team))/iu,
	person:
		/^ (?:plus |pro )?(?:users?|fans?|subscribers?|developers?|engineers?|experts?|specialists?|enthusiasts?|customers?|employees?|researchers?|scientists?|admirers?|skeptics?|critics?)(?![\p{L}])/iu,
	owner: /^['’]s(?![\p{L}])/u,
	surname: /^ \p{Lu}\p{Ll}+/u,
	as: /^(?:,| ?\(| I(?![\p{L}]))/u,
	here: /^,? (?:speaking|here)(?![\p{L}])/iu,
	me: /^,? (?:(?:has|have|had) )?(?:created|trained|developed|designed|built|programmed|fine-?tuned|made) me(?= ?(?:[.,!?;:]|to |as |for |in |with |on |and |$))/iu,
	label: /^ ?:/u
};

const MACHINE = new RegExp(
	`${START}(?:AI|A\\.I\\.|artificial intelligence|language model|LLM|chat ?bot|assistant|trained|neural network)${END}`,
	'i'
);

/** The sentence around a place, to see what it speaks of. */
function sentenceAt(text: string, at: number, end: number): string {
	const before =
		text
			.slice(Math.max(0, at - 200), at)
			.split(/[.!?\n。！？](?=\s|$)/u)
			.at(-1) ?? '';
	const after = text.slice(end, end + 200).split(/[.!?\n。！？](?=\s|$)/u)[0] ?? '';
	return before + after;
}

/** Whether the words around a name make it the speaker's own. */
function isSpeaker(
	text: string,
	{ at, end, kind, house }: Found,
	all: Found[],
	ownHouses: Set<number>
): boolean {
	let before = '';
	let from = Math.max(0, at - 220);
	const line = text.lastIndexOf('\n', at - 1) + 1;
	for (const other of all) {
		if (other.end > at || other.at < Math.max(from, line)) continue;
		before += text.slice(Math.max(from, line), other.at) + NAMED;
		from = other.end;
	}
	before += text.slice(Math.max(from, line), at);
	before = before.replace(/\s+/gu, ' ').replace(new RegExp(`${NAMED}['’]s $`, 'u'), '');
	const after = text.slice(end, end + 60).replace(/\s+/gu, ' ');
	const isMaker = kind === 'maker';
	const says = (name: keyof typeof lefts) => lefts[name].test(before);

	if (rights.me.test(after)) return true;
	if (rights.person.test(after)) return false;
	const isPlain = !rights.owner.test(after);
	const first =
		(says('direct') && (isMaker ? rights.owner.test(after) && rights.model.test(after) : isPlain)) ||
		(says('article') && rights.model.test(after)) ||
		says('described') ||
		says('made') ||
		says('mine') ||
		says('abroadMade') ||
		(!isMaker &&
			((says('as') && rights.as.test(after)) ||
				(says('this') && rights.here.test(after)) ||
				(before.trim() === '' && rights.here.test(after)) ||
				(says('abroad') && isPlain) ||
				(says('talking') && isPlain) ||
				(kind === 'own' && text.slice(0, at).trim() === '' && rights.label.test(after))));
	if (!first || kind !== 'word') return first;
	if (ownHouses.has(house)) return true;
	if (rights.surname.test(after)) return false;
	return says('described') || MACHINE.test(sentenceAt(text, at, end));
}

/** A word is a name only where it is written as one; of what is no word, small letters are a way to write it. */
const isWritten = (name: string): boolean =>
	/[^a-z .'-]/.test(name) || /^(?:open ?ai|anthropic|google|microsoft|deep|alibaba|baidu)/.test(name);

/** All names in a text, in their order; the response's own come before what is known of houses. */
function namesIn(text: string, own: Own | null): Found[] {
	const found: Found[] = [];
	for (const match of own ? text.matchAll(own.any) : [])
		if (isWritten(match[0]))
			found.push({ at: match.index, end: match.index + match[0].length, kind: 'own', house: -1 });
	for (const match of text.matchAll(known)) {
		const name = names[match.slice(1).findIndex((group) => group !== undefined)];
		const end = match.index + match[0].length;
		if (!name || found.some((own) => own.at < end && match.index < own.end)) continue;
		if (name.kind !== 'model' && !isWritten(match[0])) continue;
		found.push({ at: match.index, end, kind: name.kind, house: name.house });
	}
	return found.toSorted((a, b) => a.at - b.at);
}

/** "As an AI model developed by Some Company": a maker whom nobody knows, by two capitals or one. */
const unknownMaker = new RegExp(
	`(?:^|[^\\p{L}])${DESCRIBED.replace(LINK, `(?:called|named|known as|${MADE_BY.replace('|on)', ')')})`)}`,
	'giu'
);
const CAPITALS = /^(\p{Lu}[\p{L}\p{N}&-]*(?:\.\p{L}+)?(?: \p{Lu}[\p{L}\p{N}&-]*){0,3})/u;
const NOBODY = /^(?:I|AI|The|An?|English|Internet|Python|Human|Humans|Hello|Sure|Yes|No)(?![\p{L}])/u;

function unknownMakers(text: string): string[] {
	return [...text.matchAll(unknownMaker)].flatMap((match) => {
		const name = CAPITALS.exec(
			text.slice(match.index + match[0].length, match.index + match[0].length + 80)
		)?.[1];
		return name === undefined || NOBODY.test(name) ? [] : [name];
	});
}

/** Without code, and without what only draws. */
const spoken = (text: string): string =>
	text.replace(/```[\s\S]*?(?:```|$)/gu, '\n').replace(/[*_`"“”]/gu, '');

/**
 * The names under which a response says who it is or who made it, as it writes them; with one of a house come all of
 * that house. Empty: it does not say.
 */
export function selfNaming(said: string, { model = '', prompt = '' }: Known = {}): string[] {
	const own = ownOf(model);
	// Most responses hold no name at all, and are not looked at any closer.
	if (!hint.test(said) && !MACHINE.test(said) && !(own && said.search(own.any) >= 0)) return [];
	const text = spoken(said);
	const all = namesIn(text, own);
	const ownHouses = own?.houses ?? new Set<number>();
	const speakers = all.filter((found) => isSpeaker(text, found, all, ownHouses));
	if (own?.unmistakable && prompt.search(own.any) < 0)
		speakers.push(...all.filter(({ kind, at, end }) => kind === 'own' && own.full.test(text.slice(at, end))));
	const told = new Set(speakers.map(({ house }) => house));
	const makers = told.has(-1) || !MACHINE.test(text) ? [] : unknownMakers(text);
	if (told.size === 0 && makers.length === 0) return [];
	// The name of a model tells its house, and its house the model.
	if (told.has(-1)) for (const house of ownHouses) told.add(house);
	if ([...ownHouses].some((house) => told.has(house))) told.add(-1);
	const kin = all.filter(({ house }) => told.has(house)).map(({ at, end }) => text.slice(at, end));
	return [...new Set([...kin, ...makers])].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** What a rater reads in place of a name. */
export const HIDDEN = '[name]';

/** A text without some names, each replaced where it stands by itself. */
export function withoutNames(text: string, hidden: string[]): string {
	if (hidden.length === 0) return text;
	const sources = hidden.toSorted((a, b) => b.length - a.length).map(escaped);
	return text.replace(new RegExp(`${START}(?:${sources.join('|')})${END}`, 'gu'), HIDDEN);
}
