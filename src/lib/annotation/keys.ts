/** The keys of the labelling view: what each does, and how they are printed. */
import type { Move } from '#lib/form/caret.ts';
import type { Sheet } from '#lib/form/sheet.svelte.ts';
import type { Asking } from '#lib/queue/saying.ts';
import type { Sitting } from '#lib/queue/sitting.svelte.ts';
import type { KeyHint } from '#lib/ui/key.ts';
import type { Bindings } from '#lib/ui/keys.svelte.ts';
import type { Draft } from '#lib/form/draft.ts';
import type { FormBench } from './bench.svelte.ts';
import type { WireItem } from './wire.ts';

export type Desk = {
	sitting: Sitting<WireItem, Draft>;
	bench: FormBench;
	/** work keys are off while something else has the page */
	isOpen: () => boolean;
	ask: (asking: Asking) => void;
	guidelines: () => void;
	overview: () => void;
	/** by a share of the pane's height */
	scroll: (share: number) => void;
	/** words of a question, or its search */
	enter: (what: 'words' | 'search', name: string) => void;
	isMac: boolean;
};

/** An arrow: the caret in a text that can be marked, else the options of the current question. */
function sideways(desk: Desk, sheet: Sheet, by: 1 | -1, word: boolean, extend: boolean): void {
	const { view } = desk.bench;
	if (view) {
		const forward = view.isRightToLeft(view.caret ?? 0) ? by === -1 : by === 1;
		// A word is walked to at its beginning and taken in to its end.
		const onward: Move = word ? (extend ? 'word-end' : 'next-word') : 'next';
		const move: Move = forward ? onward : word ? 'previous-word' : 'previous';
		view.move(move, extend);
		return;
	}
	const { current } = sheet;
	if (current && sheet.stepOption(current.name, by)) desk.sitting.touched();
}

function upAndDown(desk: Desk, sheet: Sheet, by: 1 | -1, extend: boolean): void {
	const { view } = desk.bench;
	if (view && (view.caret !== null || extend)) return view.moveLine(by, extend);
	const before = sheet.current;
	sheet.walk(by);
	const { current } = sheet;
	if (current === before) desk.scroll(by * 0.15);
	else if (current?.type === 'text') desk.enter('words', current.name);
}

/** Leaves what is innermost. */
function leave({ bench, sitting }: Desk, sheet: Sheet): void {
	const { view } = bench;
	if (view && view.caret !== null) view.leave();
	else if (sheet.picked !== null) sheet.pick(null);
	else void sitting.leave();
}

function remove({ sitting }: Desk, sheet: Sheet): boolean {
	if (sheet.pickedMark === null) return false;
	sheet.unmark(sheet.pickedMark.mark.id);
	sitting.touched();
	return true;
}

export function bindingsFor(desk: Desk): Bindings {
	const { bench, sitting } = desk;
	const work = (act: (sheet: Sheet) => void) => () => {
		if (bench.sheet && sitting.current && !sitting.locked && desk.isOpen()) act(bench.sheet);
	};
	const change = (act: (sheet: Sheet) => void) =>
		work((sheet) => {
			if (sitting.busy) return;
			const { draft } = sheet;
			act(sheet);
			if (sheet.draft !== draft) sitting.touched();
		});
	/** A label was given to what is selected: then nothing is selected any more. */
	const choosing = (act: (sheet: Sheet) => void) =>
		change((sheet) => {
			const { view, stretch } = bench;
			act(sheet);
			if (view && stretch) view.release();
		});
	const digits = Array.from({ length: 10 }, (_, n) => String(n)).flatMap((digit): [string, () => void][] => {
		const take = (whole: boolean) => choosing((sheet) => sheet.digit(digit, bench.stretch, whole));
		return [
			[`Digit${digit}`, take(false)],
			[`Numpad${digit}`, take(false)],
			[`Shift+Digit${digit}`, take(true)]
		];
	});
	const wordKey = desk.isMac ? 'Alt' : 'Control';
	const arrows = ([1, -1] as const).flatMap((by): [string, () => void][] => {
		const [side, line] = by === 1 ? ['ArrowRight', 'ArrowDown'] : ['ArrowLeft', 'ArrowUp'];
		return [
			[side, work((sheet) => sideways(desk, sheet, by, false, false))],
			[`Shift+${side}`, work((sheet) => sideways(desk, sheet, by, false, true))],
			[`${wordKey}+${side}`, work((sheet) => sideways(desk, sheet, by, true, false))],
			[`${wordKey}+Shift+${side}`, work((sheet) => sideways(desk, sheet, by, true, true))],
			[line, work((sheet) => upAndDown(desk, sheet, by, false))],
			[`Shift+${line}`, work((sheet) => upAndDown(desk, sheet, by, true))]
		];
	});
	const lineEnds = (['line-start', 'line-end'] as const).flatMap((move): [string, () => void][] => {
		const name = move === 'line-start' ? 'Home' : 'End';
		return [
			[name, work(() => bench.view?.move(move, false))],
			[`Shift+${name}`, work(() => bench.view?.move(move, true))]
		];
	});
	return {
		...Object.fromEntries([...digits, ...arrows, ...lineEnds]),
		Enter: work(() => void sitting.submit()),
		'$mod+Enter': work(() => void sitting.submit()),
		Space: work(() => void sitting.skip()),
		'Shift+Space': work(() => desk.ask('skip')),
		u: () => {
			if (desk.isOpen() && !sitting.locked) sitting.undo();
		},
		Backspace: () => {
			if (!desk.isOpen() || sitting.locked) return;
			const { sheet } = bench;
			if (!(sitting.current && sheet && remove(desk, sheet))) sitting.undo();
		},
		Delete: work((sheet) => void remove(desk, sheet)),
		'$mod+z': change((sheet) => sheet.stepBack()),
		f: work(() => desk.ask('flag')),
		c: work(() => desk.ask('comment')),
		'/': work((sheet) => sheet.current && desk.enter('search', sheet.current.name)),
		PageDown: work(() => desk.scroll(0.85)),
		PageUp: work(() => desk.scroll(-0.85)),
		Escape: work((sheet) => leave(desk, sheet)),
		g: desk.guidelines,
		'?': desk.overview
	};
}

/** The options' own keys, of the form that lies on the bench now. */
export function optionBindings({ bench, sitting, isOpen }: Desk): Bindings {
	const keys = bench.sheet?.optionKeys ?? [];
	return Object.fromEntries(
		keys.map((key) => [
			key,
			() => {
				const { sheet, view } = bench;
				if (!sheet || !sitting.current || sitting.busy || sitting.locked || !isOpen()) return;
				const stretch = sheet.stretchFor(key, (field) => bench.views[field]?.stretch ?? null);
				if (!sheet.key(key, stretch)) return;
				if (stretch) view?.release();
				sitting.touched();
			}
		])
	);
}

/** As they are printed; `minor` ones stand in the overlay alone. */
export function hintsFor(sheet: Sheet | null): (KeyHint & { minor?: boolean })[] {
	const level = sheet?.current ? sheet.level(sheet.current.name) : [];
	const marks = sheet?.form.questions.some(({ type }) => type === 'spans') ?? false;
	const nested =
		sheet?.form.questions.some(({ options }) => options?.some((o) => o.children?.length)) ?? false;
	const last =
		sheet?.current?.type === 'rating' ? Math.min(9, sheet.current.max ?? 5) : Math.min(9, level.length);
	return [
		{
			keys: last > 1 ? ['1', '–', String(last)] : ['1'],
			label: sheet?.current?.type === 'spans' ? 'label' : 'choose'
		},
		{ keys: ['Tab'], label: 'next suggestion' },
		{ keys: ['Enter'], label: sheet && sheet.suggested > 0 ? 'accept and next' : 'submit and next' },
		{ keys: ['Space'], label: 'skip' },
		{ keys: ['u'], label: 'undo' },
		{ keys: ['f'], label: 'flag' },
		{ keys: ['c'], label: 'comment' },
		{ keys: ['?'], label: 'all keys' },
		{ keys: ['↑', '↓'], label: 'question before, after', minor: true },
		{ keys: ['⇧', 'Space'], label: 'skip with a reason', minor: true },
		{ keys: ['⌫'], label: marks ? 'remove the picked mark, else undo' : 'undo', minor: true },
		{ keys: ['Ctrl', 'z'], label: 'take the last change back', minor: true },
		...(marks
			? [
					{ keys: ['←', '→'], label: 'caret by letter', minor: true },
					{ keys: ['Ctrl', '→'], label: 'caret by word', minor: true },
					{ keys: ['⇧', '→'], label: 'select, then a digit marks', minor: true },
					{ keys: ['Home', 'End'], label: 'ends of the line', minor: true }
				]
			: [{ keys: ['←', '→'], label: 'option before, after', minor: true }]),
		...(nested ? [{ keys: ['⇧', '1'], label: 'choose what has others below it', minor: true }] : []),
		{ keys: ['/'], label: 'search labels', minor: true },
		{ keys: ['Ctrl', 'Enter'], label: 'submit while writing', minor: true },
		{ keys: ['g'], label: 'guidelines', minor: true },
		{ keys: ['Esc'], label: 'leave a field, a mark, an earlier item', minor: true }
	];
}
