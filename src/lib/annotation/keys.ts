/** The keys of the labelling view: what each does, and how they are printed. */
import { STEP } from '#lib/form/boxes.ts';
import type { Move } from '#lib/form/caret.ts';
import type { Sheet } from '#lib/form/sheet.svelte.ts';
import type { Asking } from '#lib/queue/saying.ts';
import type { Sitting } from '#lib/queue/sitting.svelte.ts';
import { hintsOf, type Acts, type Hint, type Keymap, type Said } from '#lib/schema/keyboard.ts';
import { digitOf } from '#lib/ui/key.ts';
import type { Bindings } from '#lib/ui/keys.svelte.ts';
import type { Draft } from '#lib/form/draft.ts';
import type { FormBench } from './bench.svelte.ts';
import type { WireItem } from './wire.ts';

/** What answers an item, wherever it is answered: at work, or where a lead writes the final answer. */
export type Hands = {
	bench: FormBench;
	/** there is something to answer, and nothing lies over it */
	isOpen: () => boolean;
	/** what is on its way is not changed */
	isBusy: () => boolean;
	/** the answer was changed */
	touched: () => void;
	submit: () => void;
	/** there is nothing within the answer left to leave */
	leave: () => void;
	/** by a share of the pane's height */
	scroll: (share: number) => void;
	/** words of a question, or its search */
	enter: (what: 'words' | 'search', name: string) => void;
};
export type Desk = Hands & {
	sitting: Sitting<WireItem, Draft>;
	/** nothing lies over the work */
	isFree: () => boolean;
	ask: (asking: Asking) => void;
	guidelines: () => void;
	overview: () => void;
	/** to the list of what was done just now */
	history: () => void;
};

type Act = (event: KeyboardEvent) => void;

/** An arrow: the caret in a text that can be marked, else the options of the current question. */
function sideways(hands: Hands, sheet: Sheet, by: 1 | -1, word: boolean, extend: boolean): void {
	const { view } = hands.bench;
	if (view) {
		const forward = view.isRightToLeft(view.caret ?? 0) ? by === -1 : by === 1;
		// A word is walked to at its beginning and taken in to its end.
		const onward: Move = word ? (extend ? 'word-end' : 'next-word') : 'next';
		const move: Move = forward ? onward : word ? 'previous-word' : 'previous';
		view.move(move, extend);
		return;
	}
	if (sheet.nudgeBox({ x: by * STEP, y: 0 }, extend)) return hands.touched();
	const { current } = sheet;
	if (current && sheet.stepOption(current.name, by)) hands.touched();
}

function upAndDown(hands: Hands, sheet: Sheet, by: 1 | -1, extend: boolean): void {
	const { view } = hands.bench;
	if (view && (view.caret !== null || extend)) return view.moveLine(by, extend);
	if (sheet.nudgeBox({ x: 0, y: by * STEP }, extend)) return hands.touched();
	const before = sheet.current;
	sheet.walk(by);
	const { current } = sheet;
	if (current === before) hands.scroll(by * 0.15);
	else if (current?.type === 'text') hands.enter('words', current.name);
}

/** Leaves what is innermost. */
function leave({ bench, leave: away }: Hands, sheet: Sheet): void {
	const { view } = bench;
	if (view && view.caret !== null) view.leave();
	else if (sheet.picked !== null) sheet.pick(null);
	else if (sheet.pickedBox !== null) sheet.pickBox(null);
	else away();
}

function remove({ touched }: Hands, sheet: Sheet): boolean {
	if (sheet.pickedMark) sheet.unmark(sheet.pickedMark.mark.id);
	else if (!sheet.removeBox()) return false;
	touched();
	return true;
}

type Working = (act: (sheet: Sheet, event: KeyboardEvent) => void) => Act;

/** Keys rest while something lies over the work. */
const resting =
	({ bench, isOpen }: Hands): Working =>
	(act) =>
	(event) => {
		if (bench.sheet && isOpen()) act(bench.sheet, event);
	};

/** The keys that make an answer. */
export function handsFor(hands: Hands) {
	const { bench } = hands;
	const work = resting(hands);
	const change: Working = (act) =>
		work((sheet, event) => {
			if (hands.isBusy()) return;
			const { draft } = sheet;
			act(sheet, event);
			if (sheet.draft !== draft) hands.touched();
		});
	/** A label was given to what is selected: then nothing is selected any more. */
	const choosing = (whole: boolean) =>
		change((sheet, event) => {
			const { view, stretch } = bench;
			const digit = digitOf(event);
			if (digit === null) return;
			sheet.digit(digit, stretch, whole);
			if (view && stretch) view.release();
		});
	const by = ({ key }: KeyboardEvent) => (key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1);
	const isWord = ({ altKey, ctrlKey }: KeyboardEvent) => altKey || ctrlKey;
	const walking = work((sheet, event) => sideways(hands, sheet, by(event), isWord(event), event.shiftKey));
	return {
		choose: choosing(false),
		whole: choosing(true),
		option: walking,
		word: walking,
		select: walking,
		question: work((sheet, event) => upAndDown(hands, sheet, by(event), event.shiftKey)),
		lineEnd: work((_, { key, shiftKey }) =>
			bench.view?.move(key === 'Home' ? 'line-start' : 'line-end', shiftKey)
		),
		submit: work(hands.submit),
		submitWriting: work(hands.submit),
		back: work((sheet) => void remove(hands, sheet)),
		remove: work((sheet) => void remove(hands, sheet)),
		stepBack: change((sheet) => sheet.stepBack()),
		search: work((sheet) => sheet.current && hands.enter('search', sheet.current.name)),
		scroll: work((_, { key }) => hands.scroll(key === 'PageDown' ? 0.85 : -0.85)),
		leave: work((sheet) => leave(hands, sheet))
	} satisfies Partial<Acts<'annotate', Act>>;
}

/** All keys of the labelling view. */
export function actsFor(desk: Desk): Acts<'annotate', Act> {
	const { bench, sitting } = desk;
	const work = resting(desk);
	const free = (act: () => void) => () => {
		if (desk.isFree()) act();
	};
	return {
		...handsFor(desk),
		skip: work(() => void sitting.skip()),
		skipWhy: work(() => desk.ask('skip')),
		undo: free(() => sitting.undo()),
		back: free(() => {
			const { sheet } = bench;
			if (!(sheet && desk.isOpen() && remove(desk, sheet))) sitting.undo();
		}),
		flag: work(() => desk.ask('flag')),
		comment: work(() => desk.ask('comment')),
		history: free(desk.history),
		guidelines: desk.guidelines,
		all: desk.overview
	};
}

/** The options' own keys, of the form that lies on the bench now. */
export function optionBindings({ bench, isOpen, isBusy, touched }: Hands): Bindings {
	const keys = bench.sheet?.optionKeys ?? [];
	return Object.fromEntries(
		keys.map((key) => [
			key,
			() => {
				const { sheet, view } = bench;
				if (!sheet || isBusy() || !isOpen()) return;
				const stretch = sheet.stretchFor(key, (field) => bench.views[field]?.stretch ?? null);
				if (!sheet.key(key, stretch)) return;
				if (stretch) view?.release();
				touched();
			}
		])
	);
}

/**
 * As they are printed; `minor` ones stand in the overlay alone.
 * @param said other words for some of them, where the answer is not an annotator's
 */
export function hintsFor(
	keymap: Keymap<'annotate'>,
	sheet: Sheet | null,
	said: Said<'annotate'> = {}
): Hint[] {
	const { current = null, form, suggested = 0 } = sheet ?? {};
	const level = sheet && current ? sheet.level(current.name) : [];
	const has = (kind: string) => form?.questions.some(({ type }) => type === kind) ?? false;
	const [marks, boxes] = [has('spans'), has('boxes')];
	const nested = form?.questions.some(({ options }) => options?.some((o) => o.children?.length)) ?? false;
	const last = current?.type === 'rating' ? Math.min(9, current.max ?? 5) : Math.min(9, level.length);
	const { characters } = keymap;
	return hintsOf(keymap, {
		choose: characters
			? {
					caps: last > 1 ? ['1', '–', String(last)] : ['1'],
					label: current?.type === 'spans' || current?.type === 'boxes' ? 'label' : 'choose'
				}
			: null,
		...(suggested > 0 ? { submit: { label: 'accept and next' } } : {}),
		...(marks
			? { option: { label: 'caret by letter' } }
			: boxes
				? {
						option: { label: 'move the picked box', caps: ['←', '→', '↑', '↓'] },
						question: null,
						word: null,
						select: { label: 'size the picked box' },
						lineEnd: null,
						remove: { label: 'remove the picked box' },
						back: { label: 'remove the picked box, else undo' }
					}
				: { back: { label: 'undo' }, word: null, select: null, lineEnd: null, remove: null }),
		...(nested ? {} : { whole: null }),
		...said
	});
}
