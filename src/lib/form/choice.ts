/** Options as a person meets them: in words, in a colour, under the keys that choose them. */
import type { Form } from './form.ts';
import { flat, type Option, type Question } from './kind.ts';

export type Colour = { mark: string; wash: string };
export type Choice = {
	value: string;
	title: string;
	colour: Colour;
	/** the key that chooses it from anywhere, as the form says */
	key: string | null;
	/** the digit that chooses it while its question is the current one */
	digit: string | null;
	/** titles of what it lies under, outermost first */
	path: string[];
	children: Choice[];
};

const names = ['blue', 'plum', 'green', 'ochre', 'cyan', 'rose', 'brown', 'slate'];
/** What an option's `color` may be: one of eight that hold in both themes, or a hex value. */
export const colourNames = names;
const HEX = /^#[0-9a-f]{6}$/i;

const category = (index: number): Colour => ({
	mark: `var(--cat-${(index % names.length) + 1})`,
	wash: `var(--cat-${(index % names.length) + 1}-wash)`
});

function colourOf(option: Option, index: number): Colour {
	const colour = option.color?.trim().toLowerCase() ?? '';
	if (names.includes(colour)) return category(names.indexOf(colour));
	if (!HEX.test(colour)) return category(index);
	// Mixed with ink and paper, so that it can be read in both themes.
	return {
		mark: `color-mix(in srgb, ${colour} 65%, var(--ink))`,
		wash: `color-mix(in srgb, ${colour} 14%, var(--sheet))`
	};
}

const DIGIT = /^[0-9]$/;

/** Digits by place, 1 to 9 and then 0, around those that options name themselves. */
function digitsFor(siblings: Option[]): (string | null)[] {
	const taken = siblings.flatMap(({ key }) => (key !== undefined && DIGIT.test(key) ? [key] : []));
	return siblings.map(({ key }, i) => {
		if (key !== undefined && DIGIT.test(key)) return key;
		const own = i < 10 ? String((i + 1) % 10) : null;
		return own !== null && taken.includes(own) ? null : own;
	});
}

const keyOf = ({ key }: Option): string | null =>
	key === undefined || DIGIT.test(key) ? null : key.toLowerCase();

type MayHave = (key: string) => boolean;
function build(siblings: Option[], path: string[], inherited: Colour | null, mayHave: MayHave): Choice[] {
	const digits = digitsFor(siblings);
	return siblings.map((option, i) => {
		const title = option.title ?? option.value;
		const key = keyOf(option);
		const colour = option.color === undefined && inherited ? inherited : colourOf(option, i);
		return {
			value: option.value,
			title,
			colour,
			key: key !== null && mayHave(key) ? key : null,
			digit: digits[i] ?? null,
			path,
			children: build(option.children ?? [], [...path, title], colour, mayHave)
		};
	});
}

/** The options of a question as a tree; a child has its parent's colour. */
export const choicesOf = (question: Pick<Question, 'options'>, mayHave: MayHave = () => true): Choice[] =>
	build(question.options ?? [], [], null, mayHave);

/** The keys that a form gives to its options, digits aside. */
export const optionKeysOf = (form: Form): { key: string; title: string }[] =>
	form.questions.flatMap(({ options }) =>
		flat(options).flatMap((option) => {
			const key = keyOf(option);
			return key === null ? [] : [{ key, title: option.title ?? option.value }];
		})
	);

export const flatChoices = (choices: Choice[]): Choice[] =>
	choices.flatMap((choice) => [choice, ...flatChoices(choice.children)]);

export const isNested = (choices: Choice[]): boolean => choices.some(({ children }) => children.length > 0);

/** Letters without case and accents. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * The choices that every word of the query is found in, in title, value or path; those whose title begins with
 * the query come first, then by place.
 */
export function search(choices: Choice[], query: string): Choice[] {
	const wanted = plain(query).trim();
	const words = wanted.split(/\s+/).filter(Boolean);
	if (words.length === 0) return choices;
	const rank = (choice: Choice) =>
		plain(choice.title).startsWith(wanted) ? 0 : plain(choice.title).includes(wanted) ? 1 : 2;
	return choices
		.filter((choice) => {
			const text = plain([...choice.path, choice.title, choice.value].join(' '));
			return words.every((word) => text.includes(word));
		})
		.map((choice, place) => ({ choice, place, rank: rank(choice) }))
		.sort((a, b) => a.rank - b.rank || a.place - b.place)
		.map(({ choice }) => choice);
}

/** When a question is asked, in words; null when it always is. */
export function conditionOf(question: Question, all: Question[]): string | null {
	const parts = Object.entries(question.when ?? {}).map(([name, values]) => {
		const earlier = all.find((other) => other.name === name);
		const choices = flatChoices(choicesOf(earlier ?? {}));
		const titles = [values].flat().map((value) => choices.find((c) => c.value === value)?.title ?? value);
		return `“${earlier?.title ?? name}”: ${titles.join(' or ')}`;
	});
	return parts.length === 0 ? null : `Asked after ${parts.join(', and ')}`;
}

/** How options are laid out: few and short in one row, some as chips, many or nested as columns with a search. */
export function layoutOf(question: Question): 'row' | 'chips' | 'columns' {
	const choices = choicesOf(question);
	if (isNested(choices) || choices.length > 12) return 'columns';
	const letters = choices.reduce((sum, { title }) => sum + title.length, 0);
	return question.type === 'label' && choices.length <= 7 && letters <= 70 ? 'row' : 'chips';
}
