/** The annotator's bench: the sheet of the form under which the item in hand is checked, and the texts on the page. */
import { optionsMayHave, type Keyboard } from '#lib/schema/keyboard.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Draft } from '#lib/form/draft.ts';
import type { Form } from '#lib/form/form.ts';
import type { Stretch } from '#lib/form/marks.ts';
import { Sheet } from '#lib/form/sheet.svelte.ts';
import { Versions, type FetchForm } from '#lib/form/versions.svelte.ts';
import { TextView } from '#lib/form/views/text-view.svelte.ts';
import type { Bench, OnBench } from '#lib/queue/sitting.ts';
import type { WireItem } from './wire.ts';

type Laid = { sheet: Sheet; views: Record<string, TextView> };

const blank: Draft = { cells: {}, marks: {} };

/** One view for each text that the form marks. */
const viewsOf = (form: Form): Record<string, TextView> =>
	Object.fromEntries(
		form.questions.flatMap(({ type, field }) =>
			type === 'spans' && field !== undefined ? [[field, new TextView()]] : []
		)
	);

export class FormBench implements Bench<WireItem, Draft> {
	readonly #forms: Versions<Laid>;

	/** @param keyboard the person's: a key of theirs is no option's */
	constructor(forms: Record<number, Form>, fetchForm: FetchForm, keyboard: Keyboard) {
		this.#forms = new Versions(forms, fetchForm, (form) => ({
			sheet: new Sheet(form, optionsMayHave('annotate', keyboard)),
			views: viewsOf(form)
		}));
	}

	/** null while its form is on its way */
	get sheet(): Sheet | null {
		return this.#forms.current?.sheet ?? null;
	}
	get views(): Record<string, TextView> {
		return this.#forms.current?.views ?? {};
	}
	/** the form cannot be had: reload */
	get missing(): boolean {
		return this.#forms.missing;
	}

	lay({ item, form_version: version, again }: OnBench<WireItem>, draft: Draft | null): void {
		this.#forms.lay(version, ({ sheet }) =>
			sheet.begin(item.payload, item.suggestions, draft, again?.answers)
		);
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
