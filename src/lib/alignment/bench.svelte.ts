/** The rater's bench: the seven stops between two responses, and words beside them. */
import type { Json } from '#lib/schema/json.ts';
import type { Bench, Held } from '#lib/queue/sitting.ts';
import { isMade, rankingOf, step, untouched, type Choice, type Stop } from './answer.ts';
import type { Words } from './view.ts';
import type { WireItem } from './wire.ts';

export type Draft = { choice: Choice; notes: Record<string, string> };

export class PairBench implements Bench<WireItem, Draft> {
	/** the ranking question's name */
	readonly #question: string;
	/** the questions that are answered in words */
	readonly words: Words[];
	choice = $state.raw<Choice>(untouched);
	notes = $state.raw<Record<string, string>>({});
	#item = $state.raw<WireItem | null>(null);

	constructor(question: string, words: Words[]) {
		this.#question = question;
		this.words = words;
	}

	readonly made = $derived(isMade(this.choice));
	readonly isPair = $derived(this.#item?.responses.length === 2);

	lay({ item }: Held<WireItem>, draft: Draft | null): void {
		this.#item = item;
		this.choice = draft?.choice ?? untouched;
		this.notes = draft?.notes ?? {};
	}

	choose(stop: Stop): void {
		this.choice = { stop, allBad: false };
	}
	step(by: -1 | 1): void {
		this.choice = step(this.choice, by);
	}
	allBad(): void {
		this.choice = { stop: null, allBad: !this.choice.allBad };
	}
	write(name: string, text: string): void {
		this.notes = { ...this.notes, [name]: text };
	}

	get draft(): Draft {
		return { choice: this.choice, notes: this.notes };
	}
	get answers(): Record<string, Json> {
		const [first, second] = this.#item?.responses ?? [];
		const words = Object.entries(this.notes).filter(([, text]) => text.trim() !== '');
		return {
			[this.#question]: rankingOf(this.choice, [first?.id ?? '', second?.id ?? '']),
			...Object.fromEntries(words)
		};
	}
	get why(): string | null {
		if (!this.isPair) return 'This view ranks two responses';
		if (!this.made) return 'Choose first: 1, 2, = or x';
		const missing = this.words.find(({ name, required }) => required && !this.notes[name]?.trim());
		return missing ? `Write “${missing.title}” first` : null;
	}
	/** No model proposes anything here. */
	accept(): void {}
}
