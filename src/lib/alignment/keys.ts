/** The keys of the ranking view: what each does, and how they are printed. */
import type { Asking } from '#lib/queue/saying.ts';
import type { Sitting } from '#lib/queue/sitting.svelte.ts';
import { hintsOf, type Acts, type Hint, type Keymap, type Said } from '#lib/schema/keyboard.ts';
import { digitOf } from '#lib/ui/key.ts';
import type { Draft, RankBench } from './bench.svelte.ts';
import type { Lens } from './lens.svelte.ts';
import type { WireItem } from './wire.ts';

type Act = (event: KeyboardEvent) => void;
/** What answers an item, wherever it is answered: at work, or where a lead writes the final answer. */
export type Hands = {
	bench: RankBench;
	lens: Lens;
	/** keys are off while something else has the page */
	isOpen: () => boolean;
	/** does what changes the answer, unless it is on its way */
	change: (act: () => void) => void;
	submit: () => void;
	/** there is nothing within the answer left to leave */
	leave: () => void;
	/** folds open, of the item in hand */
	unfold: () => void;
	/** into the rater's own response */
	write: () => void;
	/** into the words of a question, as it is named on the page */
	enter: (question: string) => void;
};
export type Desk = Hands & {
	sitting: Sitting<WireItem, Draft>;
	ask: (about: Asking) => void;
	/** what was done just now */
	history: () => void;
	guidelines: () => void;
	overview: () => void;
};

/** A digit: for the question beside that has the keys, else for the ranking. */
function digit({ bench }: Hands, n: number): void {
	if (bench.aside && bench.aside.question.type !== 'text') return bench.digit(String(n % 10));
	if (bench.isPair) {
		if (n === 1 || n === 2) bench.choose(n === 1 ? -2 : 2);
		return;
	}
	const id = bench.shown[n - 1];
	if (id !== undefined) bench.pick(id);
}

function sideways({ bench, change }: Hands, by: -1 | 1): void {
	if (bench.aside && bench.aside.question.type !== 'text') change(() => bench.stepAside(by));
	else if (bench.isPair) change(() => bench.step(by));
	else bench.read(bench.reading + by);
}

/** The card in hand, else the question that keys go to. */
function upAndDown({ bench, change, enter }: Hands, by: -1 | 1): void {
	if (bench.hand) return change(() => bench.move(by));
	const step = bench.walk(by);
	if (step?.question.type === 'text')
		enter(step.of === null ? step.question.name : `${step.question.name}:${step.of}`);
}

function tied({ bench }: Hands): void {
	if (bench.aside?.question.type === 'ranking') bench.tieAside();
	else if (bench.isPair) bench.choose(0);
	else bench.tie();
}

/** Leaves what is innermost. */
function leave({ bench, change, leave: away }: Hands): void {
	if (bench.hand) change(() => bench.putBack());
	else if (!bench.returnToRanking()) away();
}

/** Keys rest while something lies over the work. */
const resting =
	({ isOpen }: Hands) =>
	(act: Act) =>
	(event: KeyboardEvent) => {
		if (isOpen()) act(event);
	};

/** The keys that make an answer. */
export function handsFor(hands: Hands) {
	const { bench, lens } = hands;
	const work = resting(hands);
	const choosing = (act: Act) => work((event) => hands.change(() => act(event)));
	const digits = choosing((event) => {
		const typed = digitOf(event);
		if (typed !== null) digit(hands, Number(typed));
	});
	return {
		better: digits,
		pick: digits,
		much: choosing((event) => bench.isPair && bench.choose(digitOf(event) === '1' ? -3 : 3)),
		step: work(({ key }) => sideways(hands, key === 'ArrowLeft' ? -1 : 1)),
		move: work(({ key }) => upAndDown(hands, key === 'ArrowUp' ? -1 : 1)),
		tie: choosing(() => tied(hands)),
		readBefore: work(() => bench.read(bench.reading - 1)),
		readNext: work(() => bench.read(bench.reading + 1)),
		allBad: choosing(() => bench.allBad()),
		submit: work(hands.submit),
		submitWriting: work(hands.submit),
		stepBack: choosing(() => bench.stepBack()),
		leave: work(() => leave(hands)),
		write: work(hands.write),
		differences: work(() => lens.compare()),
		together: work(() => lens.scroll()),
		unfold: work(hands.unfold)
	} satisfies Partial<Acts<'rank', Act>>;
}

/** All keys of the ranking view. */
export function actsFor(desk: Desk): Acts<'rank', Act> {
	const { sitting } = desk;
	const work = resting(desk);
	return {
		...handsFor(desk),
		skip: work(() => void sitting.skip()),
		skipWhy: work(() => desk.ask('skip')),
		flag: work(() => desk.ask('flag')),
		comment: work(() => desk.ask('comment')),
		undo: work(() => sitting.undo()),
		back: work(() => sitting.undo()),
		history: desk.history,
		guidelines: desk.guidelines,
		all: desk.overview
	};
}

/** The keys that options of the form in hand have by themselves. */
export function optionActs({ bench, change, isOpen }: Hands): Record<string, Act> {
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

/**
 * As they are printed; `minor` ones stand in the overlay alone.
 * @param said other words for some of them, where the answer is not a rater's
 */
export function hintsFor(keymap: Keymap<'rank'>, bench: RankBench, said: Said<'rank'> = {}): Hint[] {
	const many = bench.shown.length;
	if (bench.isPair)
		return hintsOf(keymap, {
			pick: null,
			move: bench.hasAside ? { label: 'question before, after' } : null,
			readBefore: null,
			readNext: null,
			...said
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
		leave: { label: 'put back' },
		...said
	});
}
