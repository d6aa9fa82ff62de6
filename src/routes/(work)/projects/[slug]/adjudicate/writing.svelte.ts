/**
 * A final answer as it is written: on the bench of the stage, with the keys that people have at work, begun from
 * nothing or from what somebody said. Nothing of it is kept or sent before it is saved.
 */
import { optionKeysOf } from '#lib/form/choice.ts';
import type { Form } from '#lib/form/form.ts';
import { responseIds } from '#lib/form/responses.ts';
import { FormBench } from '#lib/annotation/bench.svelte.ts';
import * as labelling from '#lib/annotation/keys.ts';
import { RankBench } from '#lib/alignment/bench.svelte.ts';
import * as ranking from '#lib/alignment/keys.ts';
import { Lens, ownStorage } from '#lib/alignment/lens.svelte.ts';
import { wireItem, type WireItem } from '#lib/alignment/wire.ts';
import { bindingsOf, keymapOf, type Hint, type Keyboard, type Keymap } from '#lib/schema/keyboard.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';

export type Begun = {
	form: Form;
	item: { id: string; payload: Payload };
	/** what it begins with; null for nothing */
	answers: Answers | null;
	keyboard: Keyboard;
	/** whose habits of reading these are */
	person: string;
	isBusy: () => boolean;
	/** nothing lies over the work */
	isOpen: () => boolean;
	save: (answers: Answers) => void;
	leave: () => void;
	/** all keys at once */
	overview: () => void;
};

/** What both stages' have in common. */
export type Writing = {
	/** why it cannot be saved yet, or null */
	readonly why: string | null;
	save: () => void;
	leave: () => void;
	readonly keymap: Pick<Keymap, 'characters' | 'caps' | 'notes'>;
	readonly bindings: Record<string, (event: KeyboardEvent) => void>;
	readonly hints: Hint[];
} & (
	| { stage: 'alignment'; bench: RankBench; item: WireItem; lens: Lens }
	| { stage: 'annotation'; bench: FormBench }
);

/** The form is the one in hand: there is no other to be fetched. */
const VERSION = 1;
const none = () => Promise.resolve(null);
const inPage = (selector: string) => document.querySelector<HTMLElement>(`.writing ${selector}`);

/** What is done with an item at work, and not where its final answer is written. */
const elsewhere = {
	skip: null,
	skipWhy: null,
	flag: null,
	comment: null,
	undo: null,
	history: null,
	guidelines: null
};
const saving = {
	submit: { label: 'save as final' },
	submitWriting: { label: 'save while writing' },
	leave: { label: 'leave a field, a mark, what is written' }
};
const again = (answers: Answers | null) => (answers ? { again: { answers } } : {});

function ofRanking({ form, item: { id, payload }, answers, keyboard, person, ...desk }: Begun): Writing {
	const ids = responseIds(payload);
	// A lead reads what raters read: no model's name is among it. The ids are the item's own, as the answer has them.
	const item = wireItem(id, payload, ids, ids);
	const bench = new RankBench({ [VERSION]: form }, none, keyboard);
	bench.lay({ item, form_version: VERSION, ...again(answers) }, null);
	const lens = new Lens(ownStorage(), person);
	const save = () => {
		bench.putDown();
		if (bench.why === null && !desk.isBusy()) desk.save(bench.answers);
	};
	const hands: ranking.Hands = {
		bench,
		lens,
		isOpen: desk.isOpen,
		change: (act) => {
			if (!desk.isBusy()) act();
		},
		submit: save,
		leave: desk.leave,
		unfold: () => lens.fold(id),
		write: () => {
			if (!bench.isAsked) return;
			bench.writing = true;
			requestAnimationFrame(() => inPage('[data-written]')?.focus());
		},
		enter: (question) => inPage(`[data-words="${CSS.escape(question)}"]`)?.focus()
	};
	const keymap = keymapOf('rank', keyboard, optionKeysOf(form));
	return {
		stage: 'alignment',
		bench,
		item,
		lens,
		save,
		leave: desk.leave,
		keymap,
		bindings: {
			...bindingsOf(keymap, { ...ranking.handsFor(hands), all: desk.overview }),
			...ranking.optionActs(hands)
		},
		get why() {
			return bench.why;
		},
		get hints() {
			return ranking.hintsFor(keymap, bench, { ...elsewhere, back: null, ...saving });
		}
	};
}

function ofForm({ form, item: { id, payload }, answers, keyboard, person: _, ...desk }: Begun): Writing {
	const bench = new FormBench({ [VERSION]: form }, none, keyboard);
	bench.lay({ item: { id, payload, suggestions: [] }, form_version: VERSION, ...again(answers) }, null);
	const save = () => {
		if (bench.why === null && !desk.isBusy()) desk.save(bench.answers);
	};
	const hands: labelling.Hands = {
		bench,
		isOpen: desk.isOpen,
		isBusy: desk.isBusy,
		touched: () => {},
		submit: save,
		leave: desk.leave,
		scroll: (share) => {
			const pane = inPage('.fields');
			pane?.scrollBy({ top: share * pane.clientHeight });
		},
		enter: (what, name) => inPage(`[data-${what}="${CSS.escape(name)}"]`)?.focus()
	};
	const keymap = keymapOf('annotate', keyboard, optionKeysOf(form));
	return {
		stage: 'annotation',
		bench,
		save,
		leave: desk.leave,
		keymap,
		bindings: {
			...bindingsOf(keymap, { ...labelling.handsFor(hands), all: desk.overview }),
			...labelling.optionBindings(hands)
		},
		get why() {
			return bench.why;
		},
		get hints() {
			return labelling.hintsFor(keymap, bench.sheet, {
				...elsewhere,
				suggestion: null,
				back: null,
				...saving
			});
		}
	};
}

export const beginWriting = (stage: string, begun: Begun): Writing =>
	stage === 'alignment' ? ofRanking(begun) : ofForm(begun);
