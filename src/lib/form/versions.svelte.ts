/**
 * What a working view makes of a form, once a version. A form that changed while the page is open is fetched with
 * the first item that was handed out under it.
 */
import type { Form } from './form.ts';

/** A version of the form, or null when it cannot be had. */
export type FetchForm = (version: number) => Promise<Form | null>;

export class Versions<Made> {
	/** null while its form is on its way */
	current = $state.raw<Made | null>(null);
	/** the form cannot be had: reload */
	missing = $state(false);
	#version = 0;
	readonly #known: Record<number, Made> = {};
	readonly #fetch: FetchForm;
	readonly #make: (form: Form) => Made;

	constructor(forms: Record<number, Form>, fetch: FetchForm, make: (form: Form) => Made) {
		this.#fetch = fetch;
		this.#make = make;
		for (const [version, form] of Object.entries(forms)) this.#known[Number(version)] = make(form);
	}

	/** @param begin is given what was made of that version, at once where it is known, and never for one passed over */
	lay(version: number, begin: (made: Made) => void): void {
		const show = (made: Made) => {
			begin(made);
			this.current = made;
		};
		this.#version = version;
		this.missing = false;
		const known = this.#known[version];
		if (known) return show(known);
		this.current = null;
		void this.#fetch(version).then((form) => {
			const made = form && (this.#known[version] ??= this.#make(form));
			if (this.#version !== version) return;
			if (made) show(made);
			else this.missing = true;
		});
	}
}
