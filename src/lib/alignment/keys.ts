/** The keys of the ranking view: what each does, and how they are printed. */
import type { Asking } from '#lib/queue/saying.ts';
import type { Sitting } from '#lib/queue/sitting.svelte.ts';
import { hintsOf, type Acts, type Hint, type Keymap } from '#lib/schema/keyboard.ts';
import { digitOf } from '#lib/ui/key.ts';
import type { Draft, PairBench } from './bench.svelte.ts';
import type { Lens } from './lens.svelte.ts';
import type { WireItem } from './wire.ts';

type Act = (event: KeyboardEvent) => void;
export type Desk = {
	sitting: Sitting<WireItem, Draft>;
	bench: PairBench;
	lens: Lens;
	/** work keys are off while something else has the page */
	isOpen: () => boolean;
	/** does what changes the answer, unless it is on its way */
	change: (act: () => void) => void;
	ask: (about: Asking) => void;
	/** into the words beside the choice */
	write: () => void;
	/** what was done just now */
	history: () => void;
	guidelines: () => void;
	overview: () => void;
};

/** Keys of the work rest while something lies over it. */
export function actsFor(desk: Desk): Acts<'rank', Act> {
	const { sitting, bench, lens } = desk;
	const work = (act: Act) => (event: KeyboardEvent) => {
		if (desk.isOpen()) act(event);
	};
	const choosing = (act: Act) => work((event) => desk.change(() => act(event)));
	const side = (event: KeyboardEvent) => (digitOf(event) === '1' ? -1 : digitOf(event) === '2' ? 1 : null);
	return {
		better: choosing((event) => {
			const to = side(event);
			if (to !== null) bench.choose(to === -1 ? -2 : 2);
		}),
		much: choosing((event) => bench.choose(side(event) === -1 ? -3 : 3)),
		step: choosing(({ key }) => bench.step(key === 'ArrowLeft' ? -1 : 1)),
		tie: choosing(() => bench.choose(0)),
		allBad: choosing(() => bench.allBad()),
		submit: work(() => void sitting.submit()),
		submitWriting: work(() => void sitting.submit()),
		skip: work(() => void sitting.skip()),
		skipWhy: work(() => desk.ask('skip')),
		flag: work(() => desk.ask('flag')),
		comment: work(() => desk.ask('comment')),
		undo: work(() => sitting.undo()),
		back: work(() => sitting.undo()),
		leave: work(() => sitting.leave()),
		write: work(desk.write),
		differences: work(() => lens.compare()),
		together: work(() => lens.scroll()),
		unfold: work(() => sitting.current && lens.fold(sitting.current.item.id)),
		history: desk.history,
		guidelines: desk.guidelines,
		all: desk.overview
	};
}

/** As they are printed; `minor` ones stand in the overlay alone. */
export const hintsFor = (keymap: Keymap<'rank'>, bench: PairBench): Hint[] =>
	hintsOf(keymap, bench.words.length > 0 ? {} : { write: null });
