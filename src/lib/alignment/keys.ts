/** The keys of the ranking view: what each does, and how they are printed. */
import type { Asking } from '#lib/queue/saying.ts';
import type { Sitting } from '#lib/queue/sitting.svelte.ts';
import type { KeyHint } from '#lib/ui/key.ts';
import type { Bindings } from '#lib/ui/keys.svelte.ts';
import type { Draft, PairBench } from './bench.svelte.ts';
import type { WireItem } from './wire.ts';

export type Desk = {
	sitting: Sitting<WireItem, Draft>;
	bench: PairBench;
	/** work keys are off while something else has the page */
	isOpen: () => boolean;
	/** does what changes the answer, unless it is on its way */
	change: (act: () => void) => void;
	ask: (about: Asking) => void;
	/** into the words beside the choice */
	write: () => void;
	guidelines: () => void;
	overview: () => void;
};

/** Keys of the work rest while something lies over it. */
export function bindingsFor(desk: Desk): Bindings {
	const { sitting, bench } = desk;
	const work = (act: () => void) => () => {
		if (desk.isOpen()) act();
	};
	const choosing = (act: () => void) => work(() => desk.change(act));
	return {
		Digit1: choosing(() => bench.choose(-2)),
		Digit2: choosing(() => bench.choose(2)),
		'Shift+Digit1': choosing(() => bench.choose(-3)),
		'Shift+Digit2': choosing(() => bench.choose(3)),
		ArrowLeft: choosing(() => bench.step(-1)),
		ArrowRight: choosing(() => bench.step(1)),
		'=': choosing(() => bench.choose(0)),
		x: choosing(() => bench.allBad()),
		Enter: work(() => void sitting.submit()),
		'$mod+Enter': work(() => void sitting.submit()),
		Space: work(() => void sitting.skip()),
		'Shift+Space': work(() => desk.ask('skip')),
		f: work(() => desk.ask('flag')),
		c: work(() => desk.ask('comment')),
		u: work(() => sitting.undo()),
		Backspace: work(() => sitting.undo()),
		Escape: work(() => sitting.leave()),
		w: work(desk.write),
		g: desk.guidelines,
		'?': desk.overview
	};
}

/** As they are printed; `minor` ones stand in the overlay alone. */
export const hintsFor = (bench: PairBench): (KeyHint & { minor?: boolean })[] => [
	{ keys: ['1', '2'], label: 'better' },
	{ keys: ['⇧', '1'], label: 'much better' },
	{ keys: ['←', '→'], label: 'one step' },
	{ keys: ['='], label: 'tie' },
	{ keys: ['x'], label: 'both bad' },
	{ keys: ['Enter'], label: 'submit and next' },
	{ keys: ['?'], label: 'all keys' },
	{ keys: ['Space'], label: 'skip', minor: true },
	{ keys: ['⇧', 'Space'], label: 'skip with a reason', minor: true },
	{ keys: ['u', '⌫'], label: 'undo the last', minor: true },
	{ keys: ['f'], label: 'flag', minor: true },
	{ keys: ['c'], label: 'comment', minor: true },
	{ keys: ['g'], label: 'guidelines', minor: true },
	...(bench.words.length > 0 ? [{ keys: ['w'], label: 'write why', minor: true }] : []),
	{ keys: ['Ctrl', 'Enter'], label: 'submit while writing', minor: true },
	{ keys: ['Esc'], label: 'leave a field, or an earlier pair as it is', minor: true }
];
