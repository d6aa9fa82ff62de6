/**
 * The sheet on which a person answers a form for one item after another: the draft, which question the digits go
 * to, the label in hand, the mark that is picked. Every act can be taken back until the answers are sent.
 */
import type { Answers, Payload } from '#lib/schema/values.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import { moved, readBoxes, sized, type Box, type Point } from './boxes.ts';
import { choicesOf, flatChoices, isNested, type Choice } from './choice.ts';
import {
	accepted,
	countSuggested,
	draftOf,
	hindrance,
	isAnswered,
	isEmpty,
	newMark,
	renewed,
	settle,
	type Draft,
	type Mark,
	type Suggestion
} from './draft.ts';
import { isRequired } from './check.ts';
import type { Form } from './form.ts';
import { flat, type Question } from './kind.ts';
import type { Stretch } from './marks.ts';
import { ratingOf } from './rating.ts';
import { isOfResponses } from './responses.ts';

/** Which box of which question. */
export type BoxAt = { name: string; at: number };

const blank: Draft = { cells: {}, marks: {} };
/** Whose options are labels: of what is marked in a text, or drawn on a picture. */
const marking = (type: string): boolean => type === 'spans' || type === 'boxes';
const MOST_STEPS = 200;

export class Sheet {
	readonly form: Form;
	/** the choices of each question, with their keys and colours */
	readonly choices: Record<string, Choice[]>;
	payload = $state.raw<Payload>({});
	draft = $state.raw<Draft>(blank);
	/** the label that the next stretch or box gets, by question */
	armed = $state.raw<Record<string, string>>({});
	/** the mark that keys act on */
	picked = $state.raw<number | null>(null);
	/** the box that keys act on */
	pickedBox = $state.raw<BoxAt | null>(null);
	/** the branch that is open, by question: digits count its options */
	branch = $state.raw<Record<string, string[]>>({});
	#wanted = $state.raw<string | null>(null);
	/** of which response the current question is asked, where it is asked of each */
	currentOf = $state.raw<string | null>(null);
	#steps = $state.raw<Draft[]>([]);

	/** @param mayHave which keys options may have here */
	constructor(form: Form, mayHave: (key: string) => boolean = () => true) {
		this.form = form;
		this.choices = Object.fromEntries(
			form.questions.map((q) => [q.name, (marking(q.type) ? labelsOf : choicesOf)(q, mayHave)])
		);
		this.#arm();
	}

	/** Where there is one label, it is always in hand. */
	#arm(): void {
		this.armed = Object.fromEntries(
			this.form.questions.flatMap(({ name, type }): [string, string][] => {
				const all = flatChoices(this.choices[name] ?? []);
				const only = all.length === 1 ? all[0]?.value : this.armed[name];
				return marking(type) && only !== undefined ? [[name, only]] : [];
			})
		);
	}

	readonly #settled = $derived.by(() => settle(this.form, this.payload, this.draft));
	readonly asked: Question[] = $derived(this.#settled.asked);
	/** as the server takes them */
	readonly answers: Answers = $derived(this.#settled.answers);
	readonly #hindrance = $derived(hindrance(this.asked, this.payload, this.answers));
	/** why the answers cannot be sent yet, or null */
	readonly why: string | null = $derived(this.#hindrance?.why ?? null);
	readonly suggested: number = $derived(countSuggested(this.asked, this.draft));
	/** marks that a person stands behind */
	readonly marked: number = $derived(
		this.asked.reduce(
			(sum, { name }) => sum + this.marksOf(name).filter(({ by }) => by === 'person').length,
			0
		)
	);
	readonly current: Question | null = $derived(
		this.asked.find(({ name }) => name === this.#wanted) ?? this.asked[0] ?? null
	);
	readonly canStepBack: boolean = $derived(this.#steps.length > 0);

	/**
	 * Another item: as it was left, when it is looked at again, else with what is suggested.
	 * @param earlier what this person answered before the item came back: it takes the place of suggestions
	 */
	begin(
		payload: Payload,
		suggestions: Suggestion[],
		draft: Draft | null,
		earlier: Answers | null = null
	): void {
		this.payload = payload;
		this.draft = draft ? renewed(draft) : draftOf(this.form, payload, earlier, suggestions);
		this.picked = null;
		this.pickedBox = null;
		this.branch = {};
		this.#wanted = null;
		this.currentOf = null;
		this.#steps = [];
	}

	#change(draft: Draft): void {
		this.#steps = [...this.#steps.slice(-MOST_STEPS), this.draft];
		this.draft = draft;
	}
	/** Takes the last act on this item back. */
	stepBack(): void {
		const before = this.#steps.at(-1);
		if (!before) return;
		this.#steps = this.#steps.slice(0, -1);
		this.draft = before;
		if (!this.#markOf(this.picked)) this.picked = null;
		this.pickedBox = null;
	}

	/** The answers were sent: what a model proposed in them is the person's now. */
	accept(): void {
		this.draft = accepted(this.draft);
	}

	question(name: string): Question | undefined {
		return this.form.questions.find((q) => q.name === name);
	}
	/** @param of the response that it is asked of, where it is asked of each */
	focus(name: string, of: string | null = null): void {
		this.#wanted = name;
		this.currentOf = of;
	}
	isCurrent(name: string, of: string | null): boolean {
		return this.current?.name === name && this.currentOf === of;
	}
	/** The question after or before the current one. */
	walk(by: 1 | -1): void {
		const at = this.asked.findIndex(({ name }) => name === this.current?.name);
		const next = this.asked[Math.max(0, Math.min(this.asked.length - 1, at + by))];
		if (next) this.#wanted = next.name;
	}
	/** On to what still needs an answer, once the current question has its own. */
	#advance(): void {
		// From response to response is another way, which the view knows.
		if (this.currentOf !== null) return;
		const at = this.asked.findIndex(({ name }) => name === this.current?.name);
		const open = this.asked.find((q, i) => i > at && isRequired(q) && !isAnswered(q, this.draft));
		if (open) this.#wanted = open.name;
	}

	answerOf(name: string, of: string | null = null): Json | undefined {
		const answer = this.draft.cells[name]?.answer;
		return of === null ? answer : isObject(answer) && Object.hasOwn(answer, of) ? answer[of] : undefined;
	}
	/** The cells with an answer in them, or with the answer of one response. */
	#with(name: string, answer: Json, of: string | null): Draft['cells'] {
		const whole = this.draft.cells[name]?.answer;
		const others = Object.entries(isObject(whole) ? whole : {}).filter(([id]) => id !== of);
		const own: [string, Json][] = of === null || isEmpty(answer) ? [] : [[of, answer]];
		const all = of === null ? answer : Object.fromEntries([...others, ...own]);
		return { ...this.draft.cells, [name]: { answer: all, by: 'person', score: null } };
	}
	/** @param of the response that is spoken of, where the question is asked of each */
	set(name: string, answer: Json, of: string | null = null): void {
		this.#change({ ...this.draft, cells: this.#with(name, answer, of) });
	}
	/** Words come letter by letter: one step takes back all that was typed in one go. */
	write(name: string, answer: Json, of: string | null = null): void {
		const next = { ...this.draft, cells: this.#with(name, answer, of) };
		if (this.draft.cells[name]?.by === 'person' && this.answerOf(name, of) !== undefined) this.draft = next;
		else this.#change(next);
	}

	/** Chooses an option, or takes it off again where that leaves an answer that may stand. */
	choose(name: string, value: string, of: string | null = null): void {
		const question = this.question(name);
		if (!question) return;
		const answer = this.answerOf(name, of);
		const by = this.draft.cells[name]?.by;
		if (question.type === 'labels') {
			const chosen = Array.isArray(answer) ? answer : [];
			this.set(name, chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value], of);
		} else if (answer === value && by === 'person' && !isRequired(question)) this.set(name, null, of);
		else this.set(name, value, of);
	}

	marksOf(name: string): Mark[] {
		return this.draft.marks[name] ?? [];
	}
	#markOf(id: number | null): { name: string; mark: Mark } | null {
		for (const [name, marks] of Object.entries(this.draft.marks)) {
			const mark = marks.find((m) => m.id === id);
			if (mark) return { name, mark };
		}
		return null;
	}
	readonly pickedMark: { name: string; mark: Mark } | null = $derived(this.#markOf(this.picked));

	#setMarks(name: string, marks: Mark[]): void {
		this.#change({ ...this.draft, marks: { ...this.draft.marks, [name]: marks } });
	}
	/** Marks a stretch. The same stretch with the same label is one mark: then it is a person's. */
	mark(name: string, stretch: Stretch, label: string): void {
		const marks = this.marksOf(name);
		const same = marks.find((m) => m.start === stretch.start && m.end === stretch.end && m.label === label);
		this.#setMarks(name, [...marks.filter((m) => m !== same), newMark(stretch, label, 'person')]);
		this.picked = null;
		this.focus(name);
	}
	/** Gives a mark a label, which makes it a person's. */
	relabel(id: number, label: string): void {
		const found = this.#markOf(id);
		if (!found) return;
		this.#setMarks(
			found.name,
			this.marksOf(found.name).map((m) => (m.id === id ? { ...m, label, by: 'person' } : m))
		);
	}
	unmark(id: number): void {
		const found = this.#markOf(id);
		if (!found) return;
		this.#setMarks(
			found.name,
			this.marksOf(found.name).filter((m) => m.id !== id)
		);
		if (this.picked === id) this.picked = null;
	}
	pick(id: number | null): void {
		this.picked = id;
		const found = this.#markOf(id);
		if (found) this.focus(found.name);
	}

	boxesOf(name: string): Box[] {
		return readBoxes(this.answerOf(name));
	}
	pickBox(box: BoxAt | null): void {
		this.pickedBox = box;
		if (box) this.focus(box.name);
	}
	/** One more box, or another in the place of one; it is picked, so that keys act on it. */
	putBox(name: string, box: Box, at: number = this.boxesOf(name).length): void {
		const boxes = this.boxesOf(name);
		this.set(name, at < boxes.length ? boxes.with(at, box) : [...boxes, box]);
		this.pickBox({ name, at });
	}
	/** @returns whether there was a picked one */
	removeBox(): boolean {
		const picked = this.pickedBox;
		if (!picked) return false;
		this.set(
			picked.name,
			this.boxesOf(picked.name).filter((_, at) => at !== picked.at)
		);
		this.pickedBox = null;
		return true;
	}
	/** Moves the picked box, or its right lower corner. @returns whether there is one that the keys go to */
	nudgeBox(by: Point, isSize: boolean): boolean {
		const { name, at } = this.pickedBox ?? { name: '', at: 0 };
		const box = this.boxesOf(name)[at];
		if (!box || this.current?.name !== name) return false;
		this.putBox(name, (isSize ? sized : moved)(box, by), at);
		return true;
	}

	/** A label: for the stretch at hand, else for the picked mark or box, else for what comes. */
	label(name: string, value: string, stretch: Stretch | null): void {
		this.focus(name);
		const picked = this.pickedMark;
		const drawn = this.pickedBox?.name === name ? this.boxesOf(name)[this.pickedBox.at] : undefined;
		if (stretch) this.mark(name, stretch, value);
		else if (drawn) this.putBox(name, { ...drawn, label: value }, this.pickedBox?.at);
		else if (picked?.name === name) this.relabel(picked.mark.id, value);
		else {
			const { [name]: held, ...others } = this.armed;
			this.armed = held === value ? others : { ...others, [name]: value };
			this.#arm();
		}
	}

	/** The option beside the chosen one; in a branch, out of it or into it. @returns whether an answer changed */
	stepOption(name: string, by: 1 | -1): boolean {
		const question = this.question(name);
		const of = question && isOfResponses(question) ? this.currentOf : null;
		const answer = this.answerOf(name, of);
		if (question?.type === 'rating') {
			const { min = 1, max = 5 } = question;
			const from = typeof answer === 'number' ? answer : by === 1 ? min - 1 : max + 1;
			this.set(name, Math.max(min, Math.min(max, from + by)), of);
			return true;
		}
		const branch = this.branch[name] ?? [];
		if (by === -1 && branch.length > 0) this.open(name, branch.slice(0, -1));
		const level = this.level(name);
		if (question?.type !== 'label' || level.length === 0 || isNested(level)) return false;
		const at = level.findIndex(({ value }) => value === answer);
		const next = level[at === -1 ? (by === 1 ? 0 : level.length - 1) : at + by];
		if (next) this.set(name, next.value, of);
		return next !== undefined;
	}

	/** The options that digits count in a question: those of the branch that is open. */
	level(name: string): Choice[] {
		let level = this.choices[name] ?? [];
		for (const value of this.branch[name] ?? []) {
			const open = level.find((choice) => choice.value === value);
			if (!open) break;
			level = open.children;
		}
		return level;
	}
	open(name: string, path: string[]): void {
		this.branch = { ...this.branch, [name]: path };
	}

	/**
	 * A digit, for the current question.
	 * @param stretch what is selected in its text
	 * @param whole choose an option itself even where it has others below it
	 */
	digit(digit: string, stretch: Stretch | null, whole = false): void {
		const question = this.current;
		if (!question) return;
		const { name, type } = question;
		if (type === 'rating') {
			const value = ratingOf(question, digit);
			if (value === null) return;
			this.set(name, value, this.currentOf);
			this.#advance();
			return;
		}
		const choice = this.level(name).find((c) => c.digit === digit);
		if (choice) this.#take(question, choice, stretch, whole);
	}
	#take(question: Question, choice: Choice, stretch: Stretch | null, whole: boolean): void {
		const { name, type } = question;
		if (marking(type)) this.label(name, choice.value, stretch);
		else if (choice.children.length > 0 && !whole)
			this.open(name, [...(this.branch[name] ?? []), choice.value]);
		else {
			this.choose(name, choice.value, isOfResponses(question) ? this.currentOf : null);
			if (type === 'label') this.#advance();
		}
	}
	/**
	 * An option's own key, wherever the digits go.
	 * @param of the response that is being read, for questions that are asked of each
	 * @returns whether there is one
	 */
	key(key: string, stretch: Stretch | null, of: string | null = null): boolean {
		for (const question of this.asked) {
			const choice = flatChoices(this.choices[question.name] ?? []).find((c) => c.key === key);
			if (!choice) continue;
			// An option's own key means the response in hand, where its question is asked of each.
			this.focus(question.name, isOfResponses(question) ? (of ?? this.currentOf) : null);
			this.#take(question, choice, stretch, true);
			return true;
		}
		return false;
	}
	/** What is selected in the text that the question of this key marks. */
	stretchFor(key: string, selected: (field: string) => Stretch | null): Stretch | null {
		const question = this.asked.find(({ name }) =>
			flatChoices(this.choices[name] ?? []).some((choice) => choice.key === key)
		);
		return question?.type === 'spans' && question.field !== undefined ? selected(question.field) : null;
	}
	/** All keys that options of this form have. */
	get optionKeys(): string[] {
		return Object.values(this.choices).flatMap((choices) =>
			flatChoices(choices).flatMap(({ key }) => (key === null ? [] : [key]))
		);
	}

	/** What a person has not looked at yet: marks in reading order, then whole answers. */
	readonly #open: ({ name: string } & { mark: Mark | null })[] = $derived(
		this.asked.flatMap(({ name }) => [
			...this.marksOf(name)
				.filter(({ by }) => by === 'model')
				.toSorted((a, b) => a.start - b.start || a.end - b.end)
				.map((mark) => ({ name, mark })),
			...(this.draft.cells[name]?.by === 'model' ? [{ name, mark: null }] : [])
		])
	);
	/** On to the next suggestion. @returns false past the last, so that Tab can leave */
	nextSuggestion(by: 1 | -1): boolean {
		const at = this.#open.findIndex(({ name, mark }) =>
			mark ? mark.id === this.picked : this.picked === null && name === this.#wanted
		);
		const next = this.#open[at === -1 ? (by === 1 ? 0 : this.#open.length - 1) : at + by];
		if (!next) {
			this.picked = null;
			return false;
		}
		this.pick(next.mark?.id ?? null);
		this.focus(next.name);
		return true;
	}
}

/** Labels of spans and boxes lie side by side, whatever they lie under in the form. */
const labelsOf = (question: Question, mayHave: (key: string) => boolean): Choice[] =>
	choicesOf({ options: flat(question.options).map(({ children: _, ...option }) => option) }, mayHave);
