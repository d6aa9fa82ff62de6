/**
 * The rater's bench: the sheet of the form under which the item in hand is checked. The ranking on it is the stops
 * between two responses, or a ladder for more; what else is asked lies beside it or with each response.
 */
import { isRequired } from '#lib/form/check.ts';
import type { Draft } from '#lib/form/draft.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { Sheet } from '#lib/form/sheet.svelte.ts';
import { Versions, type FetchForm } from '#lib/form/versions.svelte.ts';
import type { Bench, OnBench } from '#lib/queue/sitting.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { optionsMayHave, type Keyboard } from '#lib/schema/keyboard.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { choiceOf, inWords, isMade, rankingOf, step, untouched, type Choice, type Stop } from './answer.ts';
import {
	answerOf,
	emptyLadder,
	inOrder,
	isAllBad,
	isAsShown,
	ladderOf,
	move,
	put,
	ranked,
	take,
	tie,
	type Ladder,
	type Spot
} from './ladder.ts';
import { aspectByDigit, aspectByStep, aspectTied } from './aspect.ts';
import { rankingForm, type RankingForm } from './view.ts';
import type { WireItem, WireResponse } from './wire.ts';

export type { Draft };
type Laid = { sheet: Sheet; asks: RankingForm };
/** A card that was picked up by key or by a press, and the answer to go back to. */
type Hand = { id: string; before: Json | undefined };
/** A question in the order in which the arrows walk, and of which response. */
type Step = { question: Question; of: string | null };

const orNothing = (answer: JsonObject): Json =>
	Array.isArray(answer.tiers) && answer.tiers.length === 0 && answer.all_bad !== true ? null : answer;

const blank: Draft = { cells: {}, marks: {} };

export class RankBench implements Bench<WireItem, Draft> {
	readonly #forms: Versions<Laid>;
	#item = $state.raw<WireItem | null>(null);
	hand = $state.raw<Hand | null>(null);
	/** which response is read, where they are not all in sight */
	reading = $state(0);
	/** the rater's own response is being written */
	writing = $state(false);
	/** the order that the rater was asked about, since it is the one that was shown */
	#doubted = $state<string | null>(null);

	/** @param keyboard the person's: a key of theirs is no option's */
	constructor(forms: Record<number, Form>, fetchForm: FetchForm, keyboard: Keyboard) {
		this.#forms = new Versions(forms, fetchForm, (form) => ({
			sheet: new Sheet(form, optionsMayHave('rank', keyboard)),
			asks: rankingForm(form)
		}));
	}

	/** null while its form is on its way */
	get sheet(): Sheet | null {
		return this.#forms.current?.sheet ?? null;
	}
	get asks(): RankingForm | null {
		return this.#forms.current?.asks ?? null;
	}
	get missing(): boolean {
		return this.#forms.missing;
	}

	lay({ item, form_version: version, again }: OnBench<WireItem>, draft: Draft | null): void {
		this.#item = item;
		this.hand = null;
		this.reading = 0;
		this.#doubted = null;
		this.writing = false;
		this.#forms.lay(version, ({ sheet, asks }) => {
			sheet.begin(item as unknown as Payload, [], draft, again?.answers);
			if (asks.main) sheet.focus(asks.main.name);
		});
	}

	readonly responses: WireResponse[] = $derived(this.#item?.responses ?? []);
	readonly shown: string[] = $derived(this.responses.map(({ id }) => id));
	readonly isPair: boolean = $derived(this.shown.length === 2);
	readonly #main: Question | null = $derived(this.asks?.main ?? null);
	readonly #answer: Json | undefined = $derived(
		this.#main ? this.sheet?.answerOf(this.#main.name) : undefined
	);
	/** the ranking is asked, given the answers before it */
	readonly isAsked: boolean = $derived(
		this.#main !== null && (this.sheet?.asked.includes(this.#main) ?? false)
	);
	readonly isAllBad: boolean = $derived(isAllBad(this.#answer));
	readonly ladder: Ladder = $derived(
		this.isPair ? emptyLadder(this.shown) : ladderOf(this.#answer, this.shown)
	);
	readonly choice: Choice = $derived(this.isPair ? choiceOf(this.#answer, this.#two()) : untouched);
	readonly written: string = $derived(
		isObject(this.#answer) && typeof this.#answer.written === 'string' ? this.#answer.written : ''
	);
	/** so many need a place; the view asks for all of them where the form does not say */
	readonly least: number = $derived(Math.min(this.#main?.min ?? this.shown.length, this.shown.length));

	#two(): [string, string] {
		return [this.shown[0] ?? '', this.shown[1] ?? ''];
	}

	/** Answers the ranking, and keeps what the rater wrote. An order of nothing is no answer. */
	#rank(answer: JsonObject): void {
		if (!this.#main || !this.isAsked) return;
		const { written } = this;
		this.sheet?.set(this.#main.name, written === '' ? orNothing(answer) : { ...answer, written });
	}
	#climb(ladder: Ladder): void {
		if (ladder !== this.ladder) this.#rank(answerOf(ladder, this.isAllBad, this.shown));
	}

	/** One of two is better, or neither. */
	choose(stop: Stop): void {
		this.#rank(rankingOf({ stop, allBad: false }, this.#two()));
	}
	step(by: -1 | 1): void {
		this.#rank(rankingOf(step(this.choice, by), this.#two()));
	}
	allBad(): void {
		if (!this.isPair) this.#rank(answerOf(this.ladder, !this.isAllBad, this.shown));
		else if (!this.isAllBad) this.#rank(rankingOf({ stop: null, allBad: true }, this.#two()));
		else this.#rank({ tiers: [], all_bad: false });
	}

	/** Takes a card in hand, or puts it down where it is; one from the tray gets a place below all others. */
	pick(id: string): void {
		this.read(this.shown.indexOf(id));
		if (this.hand?.id === id) return this.putDown();
		this.hand = { id, before: this.#answer };
		this.#climb(take(this.ladder, id, this.shown));
	}
	putDown(): void {
		this.hand = null;
	}
	/** @returns whether there was a card in hand to put back */
	putBack(): boolean {
		if (!this.hand || !this.#main) return false;
		this.sheet?.set(this.#main.name, this.hand.before ?? null);
		this.hand = null;
		return true;
	}
	move(by: -1 | 1): void {
		if (this.hand) this.#climb(move(this.ladder, this.hand.id, by, this.shown));
	}
	tie(): void {
		if (this.hand) this.#climb(tie(this.ladder, this.hand.id, this.shown));
	}
	drop(id: string, spot: Spot): void {
		this.hand = null;
		this.#climb(put(this.ladder, id, spot, this.shown));
	}

	/** Takes the last change of this item back. */
	stepBack(): void {
		this.hand = null;
		this.sheet?.stepBack();
	}

	read(index: number): void {
		this.reading = Math.max(0, Math.min(this.shown.length - 1, index));
	}

	/** The rater's own response; it is part of the ranking and above all others. */
	write(text: string): void {
		if (!this.#main || !this.sheet) return;
		const { written: _, ...order } = isObject(this.#answer) ? this.#answer : {};
		const answer = text === '' ? orNothing({ tiers: [], ...order }) : { tiers: [], ...order, written: text };
		// One step takes back all that was typed, and not the order along with it.
		if (this.written === '') this.sheet.set(this.#main.name, answer);
		else this.sheet.write(this.#main.name, answer);
	}

	readonly #walk: Step[] = $derived.by(() => {
		const { asks, sheet } = this;
		if (!asks || !sheet) return [];
		const read = this.isPair ? this.shown : this.shown.slice(this.reading, this.reading + 1);
		const all = [
			...(asks.main ? [{ question: asks.main, of: null }] : []),
			...read.flatMap((of) => asks.each.map((question) => ({ question, of }))),
			...asks.beside.map((question) => ({ question, of: null }))
		];
		return all.filter(({ question }) => sheet.asked.includes(question));
	});
	readonly #at: number = $derived(
		this.#walk.findIndex(({ question, of }) => this.sheet?.isCurrent(question.name, of))
	);
	/** the question that keys go to, when it is not the ranking itself */
	readonly aside: Step | null = $derived(this.#at > 0 ? (this.#walk[this.#at] ?? null) : null);
	readonly hasAside: boolean = $derived(this.#walk.length > 1);

	/** The question after or before the one that keys go to. */
	walk(by: -1 | 1): Step | null {
		const next = this.#walk[Math.max(0, Math.min(this.#walk.length - 1, Math.max(0, this.#at) + by))];
		if (next) this.#goTo(next);
		return next ?? null;
	}
	/** Keys are the ranking's again. @returns whether they were not */
	returnToRanking(): boolean {
		const [main] = this.#walk;
		if (!this.aside || !main) return false;
		this.#goTo(main);
		return true;
	}
	#goTo({ question, of }: Step): void {
		this.sheet?.focus(question.name, of);
		if (of !== null) this.read(this.shown.indexOf(of));
	}
	/** A digit for the question beside; what is said with one key goes on to the next question. */
	digit(digit: string): void {
		const { aside, sheet } = this;
		if (!aside || !sheet) return;
		const { name, type } = aside.question;
		if (type === 'ranking') {
			const answer = aspectByDigit(sheet.answerOf(name), Number(digit), this.shown);
			if (answer) sheet.set(name, answer);
			return;
		}
		const next = this.#walk[this.#at + 1] ?? this.#walk[0];
		const before = sheet.draft;
		sheet.digit(digit, null);
		const isSaid = sheet.draft !== before && ['rating', 'label'].includes(type);
		this.#goTo(isSaid && next ? next : aside);
	}

	/** The option, the number or the dot beside the chosen one. */
	stepAside(by: -1 | 1): void {
		const { aside, sheet } = this;
		if (!aside || !sheet) return;
		const { name, type } = aside.question;
		if (type !== 'ranking') sheet.stepOption(name, by);
		else if (this.isPair) sheet.set(name, aspectByStep(sheet.answerOf(name), by, this.#two()));
	}
	/** Ties in the aspect that keys go to. */
	tieAside(): void {
		const { aside, sheet } = this;
		if (aside?.question.type !== 'ranking' || !sheet) return;
		const { name } = aside.question;
		sheet.set(name, aspectTied(sheet.answerOf(name), this.shown));
	}

	readonly #order: string = $derived(JSON.stringify(this.ladder.tiers));
	/** what a rater is asked before an order goes out that nobody may have made */
	readonly doubt: string = $derived(
		this.#doubted !== null && this.#doubted === this.#order
			? 'This is exactly the order in which they were shown. Press Enter again if it is yours.'
			: ''
	);
	/** Puts the card down. @returns whether it may be sent: the order that was shown is asked about once */
	settle(): boolean {
		this.putDown();
		if (this.why !== null || this.isPair || this.isAllBad) return true;
		if (!isAsShown(this.ladder, this.shown) || this.#doubted === this.#order) return true;
		this.#doubted = this.#order;
		return false;
	}

	/** what was ranked so far, in words; empty when nothing was */
	get began(): string {
		if (this.isPair) return isMade(this.choice) ? inWords(this.choice) : '';
		if (this.isAllBad) return 'all bad';
		return ranked(this.ladder) > 0 ? inOrder(this.ladder, this.shown) : '';
	}

	get draft(): Draft {
		return this.sheet?.draft ?? blank;
	}
	get answers(): Answers {
		return this.sheet?.answers ?? {};
	}
	/** What keeps the order from standing. */
	get #hindrance(): string | null {
		if (!this.#main || !this.isAsked) return null;
		if ((this.#answer ?? null) === null && !isRequired(this.#main)) return null;
		if (this.isPair) return isMade(this.choice) ? null : 'Choose first: 1, 2, = or x';
		const many = this.shown.length;
		const still = this.isAllBad ? 0 : this.least - ranked(this.ladder);
		if (still <= 0) return null;
		if (still < this.least) return `Rank ${still} more`;
		return this.least < many ? `Rank at least ${this.least} of ${many} first` : `Rank all ${many} first`;
	}
	get why(): string | null {
		return this.sheet ? (this.#hindrance ?? this.sheet.why) : 'The form is on its way';
	}
	/** No model proposes anything here. */
	accept(): void {}
}
