/** The keys of the ranking view: what each does, and how they are printed. */
import type { Asking } from '#lib/queue/saying.ts';
import type { Sitting } from '#lib/queue/sitting.svelte.ts';
import { hintsOf, type Acts, type Hint, type Keymap } from '#lib/schema/keyboard.ts';
import { digitOf } from '#lib/ui/key.ts';
import type { Draft, RankBench } from './bench.svelte.ts';
import type { Lens } from './lens.svelte.ts';
import type { WireItem } from './wire.ts';

type Act = (event: KeyboardEvent) => void;
export type Desk = {
	sitting: Sitting<WireItem, Draft>;
	bench: RankBench;
	lens: Lens;
	/** work keys are off while something else has the page */
	isOpen: () => boolean;
	/** does what changes the answer, unless it is on its way */
	change: (act: () => void) => void;
	submit: () => void;
	ask: (about: Asking) => void;
	/** into the rater's own response */
	write: () => void;
	/** into the words of a question, as it is named on the page */
	enter: (question: string) => void;
	/** what was done just now */
	history: () => void;
	guidelines: () => void;
	overview: () => void;
};

/** A digit: for the question beside that has the keys, else for the ranking. */
function digit({ bench }: Desk, n: number): void {
	if (bench.aside && bench.aside.question.type !== 'text') return bench.digit(String(n % 10));
	if (bench.isPair) {
		if (n === 1 || n === 2) bench.choose(n === 1 ? -2 : 2);
		return;
	}
	const id = bench.shown[n - 1];
	if (id !== undefined) bench.pick(id);
}

function sideways({ bench, change }: Desk, by: -1 | 1): void {
	if (bench.aside && bench.aside.question.type !== 'text') change(() => bench.stepAside(by));
	else if (bench.isPair) change(() => bench.step(by));
	else bench.read(bench.reading + by);
}

/** The card in hand, else the question that keys go to. */
function upAndDown({ bench, change, enter }: Desk, by: -1 | 1): void {
	if (bench.hand) return change(() => bench.move(by));
	const step = bench.walk(by);
	if (step?.question.type === 'text')
		enter(step.of === null ? step.question.name : `${step.question.name}:${step.of}`);
}

function tied({ bench }: Desk): void {
	if (bench.aside?.question.type === 'ranking') bench.tieAside();
	else if (bench.isPair) bench.choose(0);
	else bench.tie();
}

/** Leaves what is innermost. */
function leave({ bench, sitting, change }: Desk): void {
	if (bench.hand) change(() => bench.putBack());
	else if (!bench.returnToRanking()) sitting.leave();
}

/** Keys of the work rest while something lies over it. */
export function actsFor(desk: Desk): Acts<'rank', Act> {
	const { sitting, bench } = desk;
	const work = (act: Act) => (event: KeyboardEvent) => {
		if (desk.isOpen()) act(event);
	};
	const choosing = (act: Act) => work((event) => desk.change(() => act(event)));
	const digits = choosing((event) => {
		const typed = digitOf(event);
		if (typed !== null) digit(desk, Number(typed));
	});
	return {
		better: digits,
		pick: digits,
		much: choosing((event) => bench.isPair && bench.choose(digitOf(event) === '1' ? -3 : 3)),
		step: work(({ key }) => sideways(desk, key === 'ArrowLeft' ? -1 : 1)),
		move: work(({ key }) => upAndDown(desk, key === 'ArrowUp' ? -1 : 1)),
		tie: choosing(() => tied(desk)),
		readBefore: work(() => bench.read(bench.reading - 1)),
		readNext: work(() => bench.read(bench.reading + 1)),
		allBad: choosing(() => bench.allBad()),
		submit: work(desk.submit),
		submitWriting: work(desk.submit),
		skip: work(() => void sitting.skip()),
		skipWhy: work(() => desk.ask('skip')),
		flag: work(() => desk.ask('flag')),
		comment: work(() => desk.ask('comment')),
		undo: work(() => sitting.undo()),
		back: work(() => sitting.undo()),
		stepBack: choosing(() => bench.stepBack()),
		leave: work(() => leave(desk)),
		write: work(desk.write),
		differences: work(() => desk.lens.compare()),
		together: work(() => desk.lens.scroll()),
		unfold: work(() => sitting.current && desk.lens.fold(sitting.current.item.id)),
		history: desk.history,
		guidelines: desk.guidelines,
		all: desk.overview
	};
}

/** The keys that options of the form in hand have by themselves. */
export function optionActs(desk: Desk): Record<string, Act> {
	const { bench, change, isOpen } = desk;
	return Object.fromEntries(
		(bench.sheet?.optionKeys ?? []).map((key) => [
			key,
			() => {
				const of = bench.shown[bench.reading] ?? null;
				if (isOpen()) change(() => bench.sheet?.key(key, null, of));
			}
		])
	);
}

/** As they are printed; `minor` ones stand in the overlay alone. */
export function hintsFor(keymap: Keymap<'rank'>, bench: RankBench): Hint[] {
	const many = bench.shown.length;
	if (bench.isPair)
		return hintsOf(keymap, {
			pick: null,
			move: bench.hasAside ? { label: 'question before, after' } : null,
			readBefore: null,
			readNext: null
		});
	return hintsOf(keymap, {
		better: null,
		much: null,
		pick: { caps: ['1', '–', String(many)] },
		step: null,
		together: null,
		tie: { label: 'tie with the one above' },
		move: { label: bench.hand || !bench.hasAside ? 'move' : 'question before, after' },
		readBefore: null,
		readNext: {
			label: 'read previous, next',
			caps: [...keymap.caps.readBefore, ...keymap.caps.readNext]
		},
		allBad: { label: 'all bad' },
		leave: { label: 'put back' }
	});
}
