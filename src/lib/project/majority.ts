/**
 * What most people say, question by question: of all who were asked, more than half. Whoever left a question out
 * counts among them, so that an answer has most people behind it and not just most of those who answered.
 */
import { isAsked } from '#lib/form/check.ts';
import { flat, type Question } from '#lib/form/kind.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';

/**
 * Why a question has no answer: nothing has more than half; a person has to decide; most left it out; it is not
 * asked, given the answers before it.
 */
export const unanswered = ['split', 'adjudication', 'left_out', 'not_asked'] as const;
export type Unanswered = (typeof unanswered)[number];

export type Outcome = {
	/** null when there is none */
	answer: Json;
	status: 'decided' | Unanswered;
	/** people who were asked, each by their latest judgment */
	judgments: number;
	/** the share of them who gave this very answer; null without one */
	agreement: number | null;
};

/** What a kind of question needs to be decided. */
type Rule = {
	/** An answer in the one way of writing it; null when it is none, as after a form was changed. */
	read(question: Question, answer: Json): Json;
	/** @param given what was read, of those who answered. @param asked how many were asked */
	decide(question: Question, given: Json[], asked: number): { answer: Json } | Unanswered;
};

/** How often each is there; those that are there more than half as often as people were asked. */
function mostOf<T>(all: T[], asked: number, key: (one: T) => string): T[] {
	const counts = new Map<string, { one: T; count: number }>();
	for (const one of all) {
		const found = counts.get(key(one));
		if (found) found.count++;
		else counts.set(key(one), { one, count: 1 });
	}
	return [...counts.values()].filter(({ count }) => count * 2 > asked).map(({ one }) => one);
}

const label: Rule = {
	read: (_, answer) => (typeof answer === 'string' ? answer : null),
	decide(_, given, asked) {
		const [answer] = mostOf(given, asked, String);
		return answer === undefined ? 'split' : { answer };
	}
};

/** In the order of the form; what it no longer has comes last. */
function inOrder(question: Question, values: Json[]): Json[] {
	const options = flat(question.options).map(({ value }) => value);
	const place = (value: Json) => {
		const at = options.indexOf(String(value));
		return at === -1 ? options.length : at;
	};
	const byName = (a: Json, b: Json) => (String(a) < String(b) ? -1 : 1);
	return [...new Set(values)].sort((a, b) => place(a) - place(b) || byName(a, b));
}

const labels: Rule = {
	read: (question, answer) => (Array.isArray(answer) ? inOrder(question, answer) : null),
	decide(question, given, asked) {
		const answer = inOrder(question, mostOf((given as Json[][]).flat(), asked, String));
		const { min = question.required === false ? 0 : 1, max = Infinity } = question;
		// What the form would not take from a person is no answer of many either.
		return answer.length < min || answer.length > max ? 'split' : { answer };
	}
};

/** The median: of an even number the mean of the two in the middle, as in statistics everywhere. */
const rating: Rule = {
	read: (_, answer) => (typeof answer === 'number' ? answer : null),
	decide(_, given) {
		const sorted = (given as number[]).toSorted((a, b) => a - b);
		const middle = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
		return { answer: ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2 };
	}
};

const number = (value: Json | undefined) => (typeof value === 'number' ? value : 0);
const byPlace = (a: JsonObject, b: JsonObject) =>
	number(a.start) - number(b.start) ||
	number(a.end) - number(b.end) ||
	(String(a.label) < String(b.label) ? -1 : 1);

/** Each once, in the order of the text. */
function inText(spans: Json[]): Json[] {
	const once = new Map<string, JsonObject>();
	for (const span of spans.filter(isObject)) {
		const { start = 0, end = 0, label = '', quote = '' } = span;
		once.set(canonical([start, end, label]), { start, end, label, quote });
	}
	return [...once.values()].sort(byPlace);
}

const spans: Rule = {
	read: (_, answer) => (Array.isArray(answer) ? inText(answer) : null),
	decide: (_, given, asked) => ({
		answer: inText(mostOf((given as Json[][]).flat(), asked, canonical))
	})
};

/** What two people hardly ever write alike stands when they did, one person's as well; else a person decides. */
const alike = (read: (answer: Json) => Json): Rule => ({
	read: (_, answer) => read(answer),
	decide(_, [answer = null, ...others]) {
		const isSame = others.every((other) => canonical(other) === canonical(answer));
		return isSame ? { answer } : 'adjudication';
	}
});

/** A ranking has no rule here: it is a verdict on every two responses, in consensus.ts. */
const rules: Record<string, Rule> = {
	label,
	labels,
	rating,
	spans,
	boxes: alike((answer) => (Array.isArray(answer) ? answer : null)),
	text: alike((answer) => (typeof answer === 'string' && answer.trim() !== '' ? answer : null))
};

/** What is asked of each response is decided for each: those without a decision are left out of the answer. */
const each = (rule: Rule): Rule => ({
	read: (question, answer) =>
		isObject(answer)
			? Object.fromEntries(
					Object.entries(answer)
						.map(([id, own]) => [id, rule.read(question, own)] as const)
						.filter(([, own]) => own !== null)
				)
			: null,
	decide(question, given, asked) {
		const all = given.filter(isObject);
		const ids = [...new Set(all.flatMap((answer) => Object.keys(answer)))].sort();
		const outcomes = ids.map((id) => {
			const own = all.flatMap((said) => (Object.hasOwn(said, id) ? [said[id] ?? null] : []));
			return own.length * 2 > asked ? rule.decide(question, own, asked) : 'left_out';
		});
		const decided = outcomes.flatMap((outcome, i) =>
			typeof outcome === 'string' ? [] : [[ids[i] ?? '', outcome.answer] as const]
		);
		if (decided.length > 0) return { answer: Object.fromEntries(decided) };
		return outcomes.find((outcome) => typeof outcome === 'string') ?? 'left_out';
	}
});

function ruleFor(question: Question): Rule | undefined {
	const rule = rules[question.type];
	return rule && isOfResponses(question) ? each(rule) : rule;
}

/** Whether what most say can be told of a kind of question. */
export const hasMajority = ({ type }: Pick<Question, 'type'>): boolean => Object.hasOwn(rules, type);

/** Another rule than that of more than half. @param given the answers of those who gave one. @param asked of how many */
export type Review = (question: Question, outcome: Outcome, given: Json[], asked: number) => Outcome;

function outcomeOf(question: Question, votes: Answers[], review: Review | undefined): Outcome {
	const asked = votes.filter((answers) => isAsked(question, answers));
	const none = (status: Unanswered): Outcome => ({
		answer: null,
		status,
		judgments: asked.length,
		agreement: null
	});
	const rule = ruleFor(question);
	if (asked.length === 0 || !rule) return none('not_asked');
	const given = asked
		.map((answers) => rule.read(question, answers[question.name] ?? null))
		.filter((answer) => answer !== null);
	if ((asked.length - given.length) * 2 > asked.length) return none('left_out');
	if (given.length * 2 <= asked.length) return none('split');
	const decided = rule.decide(question, given, asked.length);
	const outcome =
		typeof decided === 'string' ? none(decided) : decidedBy(decided.answer, given, asked.length);
	return review ? review(question, outcome, given, asked.length) : outcome;
}

/** An answer, and the share of those who were asked that gave it. */
export function decidedBy(answer: Json, given: Json[], asked: number): Outcome {
	const own = canonical(answer);
	return {
		answer,
		status: 'decided',
		judgments: asked,
		agreement: given.filter((one) => canonical(one) === own).length / asked
	};
}

/**
 * What becomes of each question, in the order of the form. A question is asked of an item when what most say to the
 * questions before it makes it asked; those speak who were asked it by what they said themselves.
 * @param votes of each person the latest; or one final answer
 * @param review what else decides, where more than half is not the rule
 */
export function outcomesOf(questions: Question[], votes: Answers[], review?: Review): Outcome[] {
	const decided: Answers = {};
	return questions.map((question) => {
		const outcome = outcomeOf(question, isAsked(question, decided) ? votes : [], review);
		if (outcome.status === 'decided') decided[question.name] = outcome.answer;
		return outcome;
	});
}
