/** The rows of the bench: pairs and votes that differ in every row, the same for the server and for the bare driver. */

const words =
	'a reader asks for two answers that differ in length and in care the first one names its source while the other hurries to an end and leaves the question open'.split(
		' '
	);

/** Sentences of 80 to 220 characters, as short answers are. */
const sentences = Array.from({ length: 64 }, (_, i) =>
	Array.from(
		{ length: 16 + ((i * 7) % 28) },
		(_, j) => words[(i * 5 + j * (1 + (i % 3))) % words.length]
	).join(' ')
);
const sentence = (i: number): string => sentences[i % sentences.length] ?? '';

export const keyOf = (i: number): string => `pair-${i}`;

/** A payload as it is stored: canonical JSON (names sorted, no white space). */
export const payloadOf = (i: number): string =>
	`{"prompt":"Question ${i}: ${sentence(i)}","responses":[` +
	`{"id":"a","model":"one","text":"${i} ${sentence(i + 11)}"},` +
	`{"id":"b","model":"two","text":"${sentence(i + 29)} ${i}"}]}`;

export const pairLine = (i: number): string => `{"key":"${keyOf(i)}","payload":${payloadOf(i)}}\n`;

/** Nine of ten votes decide; the tenth is a tie. */
const rankingOf = (i: number): string =>
	i % 10 === 9
		? '{"all_bad":false,"strength":0,"tiers":[["a","b"]]}'
		: `{"all_bad":false,"strength":${1 + (i % 3)},"tiers":${i % 2 === 0 ? '[["a"],["b"]]' : '[["b"],["a"]]'}}`;

export const answersOf = (i: number): string => `{"preference":${rankingOf(i)}}`;
export const shownOf = (i: number): string => (i % 4 < 2 ? '["a","b"]' : '["b","a"]');
export const raterOf = (i: number): string => `rater-${i % 97}`;

export const voteLine = (i: number): string =>
	`{"item":"${keyOf(i)}","rater":"${raterOf(i)}","answers":${answersOf(i)},"shown":${shownOf(i)}}\n`;

/** Projects that are judged four times: of each item by others. */
const TIMES = 4;
const itemOf = (i: number): number => Math.floor(i / TIMES);
const raterAmong = (i: number): string => `rater-${(itemOf(i) * 7 + (i % TIMES) * 13) % 97}`;

/** What is said of each of two responses by itself, beside which is better. */
export const ratingLine = (i: number): string =>
	`{"item":"${keyOf(itemOf(i))}","rater":"${raterAmong(i)}","answers":{"preference":${rankingOf(itemOf(i))},` +
	`"good":{"a":${1 + ((itemOf(i) + (i % 3)) % 5)},"b":${1 + ((itemOf(i) * 3 + (i % 2)) % 5)}}}}\n`;

export const textLine = (i: number): string =>
	`{"key":"${keyOf(i)}","payload":{"text":"Note ${i}: ${sentence(i)}"}}\n`;

/** Three of four find a text warm; of every fifth text two, so that nothing is decided. */
export const toneLine = (i: number): string => {
	const isWarm = itemOf(i) % 5 === 0 ? i % 2 === 0 : i % 4 > 0;
	return `{"item":"${keyOf(itemOf(i))}","rater":"${raterAmong(i)}","answers":{"tone":"${isWarm ? 'warm' : 'cold'}"}}\n`;
};

/** Two of a hundred models, each pair about equally often, on one of five thousand prompts. */
const MODELS = 100;
const PROMPTS = 5_000;
const modelsOf = (item: number): [number, number] => {
	const a = (item * 37 + Math.floor(item / MODELS)) % MODELS;
	return [a, (a + 1 + ((item * 11) % (MODELS - 1))) % MODELS];
};

const matchOf = (i: number): string => {
	const [a, b] = modelsOf(i);
	return (
		`"key":"${keyOf(i)}","payload":{"prompt":"Question ${i % PROMPTS}","responses":[` +
		`{"id":"a","model":"model-${a}","text":"${i} ${sentence(i + 11)}"},` +
		`{"id":"b","model":"model-${b}","text":"${sentence(i + 29)} ${i}"}]}`
	);
};
export const matchLine = (i: number): string => `{${matchOf(i)}}\n`;

/** The same with what two models propose: they part in each fourth, and are as sure as it comes. */
export const scoredLine = (i: number): string => {
	const said = (source: string, better: string, score: number) =>
		`{"source":"${source}","answers":{"preference":{"tiers":${better === 'a' ? '[["a"],["b"]]' : '[["b"],["a"]]'}}},"score":${score}}`;
	const [one, other] = [said('one', 'a', ((i * 7919) % 997) / 997), said('two', i % 4 ? 'a' : 'b', 0.9)];
	return `{${matchOf(i)},"suggestions":[${one},${other}]}\n`;
};

/** The model of the lower number is the stronger one, and wins the more often the further apart they are; each tenth is a tie. */
const preferenceOf = (item: number, i: number): string => {
	if (i % 10 === 9) return '{"tiers":[["a","b"]],"strength":0}';
	const [a, b] = modelsOf(item);
	const chance = 0.5 + (b - a) / (2.5 * MODELS);
	return ((i * 7919) % 997) / 997 < chance ? '{"tiers":[["a"],["b"]]}' : '{"tiers":[["b"],["a"]]}';
};
const preferenceBy = (rater: string, item: number, i: number): string =>
	`{"item":"${keyOf(item)}","rater":"${rater}","answers":{"preference":${preferenceOf(item, i)}},"shown":${shownOf(i)}}\n`;
export const preferenceLine = (i: number): string => preferenceBy(raterAmong(i), itemOf(i), i);
/** What somebody says later of items that are judged already. */
export const laterLine = (i: number): string => preferenceBy('rater-late', i, i);
export const laterToneLine = (i: number): string =>
	`{"item":"${keyOf(i)}","rater":"rater-late","answers":{"tone":"${i % 3 === 0 ? 'cold' : 'warm'}"}}\n`;

/** Lines from one number up to another, in chunks of about 64 kB. */
export function* chunks(line: (i: number) => string, from: number, to: number): Generator<Buffer> {
	let text = '';
	for (let i = from; i < to; i++) {
		text += line(i);
		if (text.length < 65_536) continue;
		yield Buffer.from(text);
		text = '';
	}
	if (text) yield Buffer.from(text);
}
