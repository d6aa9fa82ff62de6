/**
 * The annotator's bench: the sheet of the form under which the item in hand is checked, and the texts on the page.
 * A form that changed while the page is open is fetched with the first item that was handed out under it.
 */
import { optionsMayHave, type Keyboard } from '#lib/schema/keyboard.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Draft } from '#lib/form/draft.ts';
import type { Form } from '#lib/form/form.ts';
import type { Stretch } from '#lib/form/marks.ts';
import { Sheet } from '#lib/form/sheet.svelte.ts';
import { TextView } from '#lib/form/views/text-view.svelte.ts';
import type { Bench, Held } from '#lib/queue/sitting.ts';
import type { WireItem } from './wire.ts';

type Laid = { sheet: Sheet; views: Record<string, TextView> };
/** A version of the form, or null when it cannot be had. */
type FetchForm = (version: number) => Promise<Form | null>;

const blank: Draft = { cells: {}, marks: {} };

/** One view for each text that the form marks. */
const viewsOf = (form: Form): Record<string, TextView> =>
	Object.fromEntries(
		form.questions.flatMap(({ type, field }) =>
			type === 'spans' && field !== undefined ? [[field, new TextView()]] : []
		)
	);

export class FormBench implements Bench<WireItem, Draft> {
	/** null while its form is on its way */
	#laid = $state.raw<Laid | null>(null);
	/** the form cannot be had: reload */
	missing = $state(false);
	#version = 0;
	readonly #known: Record<number, Laid> = {};
	readonly #fetchForm: FetchForm;
	readonly #keyboard: Keyboard;

	/** @param keyboard the person's: a key of theirs is no option's */
	constructor(forms: Record<number, Form>, fetchForm: FetchForm, keyboard: Keyboard) {
		this.#fetchForm = fetchForm;
		this.#keyboard = keyboard;
		for (const [version, form] of Object.entries(forms)) this.#learn(Number(version), form);
	}

	#learn(version: number, form: Form): Laid {
		const laid = { sheet: new Sheet(form, optionsMayHave('annotate', this.#keyboard)), views: viewsOf(form) };
		this.#known[version] = laid;
		return laid;
	}

	get sheet(): Sheet | null {
		return this.#laid?.sheet ?? null;
	}
	get views(): Record<string, TextView> {
		return this.#laid?.views ?? {};
	}

	lay({ item, form_version: version }: Held<WireItem>, draft: Draft | null): void {
		const begin = (laid: Laid) => {
			laid.sheet.begin(item.payload, item.suggestions, draft);
			this.#laid = laid;
		};
		this.#version = version;
		this.missing = false;
		const known = this.#known[version];
		if (known) return begin(known);
		this.#laid = null;
		void this.#fetchForm(version).then((form) => {
			const laid = form && this.#learn(version, form);
			if (this.#version !== version) return;
			if (laid) begin(laid);
			else this.missing = true;
		});
	}

	get draft(): Draft {
		return this.sheet?.draft ?? blank;
	}
	get answers(): Answers {
		return this.sheet?.answers ?? {};
	}
	get why(): string | null {
		return this.sheet ? this.sheet.why : 'The form is on its way';
	}
	accept(): void {
		this.sheet?.accept();
	}

	/** The text that the current question marks. */
	get view(): TextView | null {
		const current = this.sheet?.current;
		return (current?.type === 'spans' && current.field && this.views[current.field]) || null;
	}
	/** What is selected in a text that can be marked: the current question's first. */
	get stretch(): Stretch | null {
		return this.view?.stretch ?? null;
	}
}
