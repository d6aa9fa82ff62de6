/**
 * A card in the hand of a pointer: mouse, pen or finger. The ladder stays as it is until the card is dropped; where it
 * would go is told by the rows as they lie on the page.
 */
import type { Spot } from './ladder.ts';

/** Where a row of the ladder lies on the page, in pixels from the top. */
export type Row = { top: number; bottom: number };

const EDGE = { share: 0.3, most: 22 };
const THRESHOLD = 4;
const NEAR_END = 48;
const SCROLL = 14;

/**
 * Where a card would go at a height: on a row is a tie, near its edge or between rows a tier of its own, below the top
 * of the tray off the ladder. Counted among the rows as they lie there.
 */
export function spotAt(y: number, rows: Row[], tray: number): Spot {
	if (y >= tray) return { kind: 'tray' };
	for (const [at, { top, bottom }] of rows.entries()) {
		const edge = Math.min(EDGE.most, (bottom - top) * EDGE.share);
		if (y < top + edge) return { kind: 'new', at };
		if (y <= bottom - edge) return { kind: 'tie', at };
	}
	return { kind: 'new', at: rows.length };
}

type Ways = {
	/** the rows of tiers in their order, and the tray */
	rows: () => { tiers: Element[]; tray: Element | null; pane: Element | null };
	drop: (id: string, spot: Spot) => void;
};

export class Drag {
	id = $state.raw<string | null>(null);
	/** where the card would go */
	spot = $state.raw<Spot | null>(null);
	/** the floating card, in pixels of the window */
	at = $state.raw({ x: 0, y: 0, width: 0 });
	readonly #ways: Ways;
	#grip = { x: 0, y: 0 };
	#end: (() => void) | null = null;
	#scrolling = 0;

	constructor(ways: Ways) {
		this.#ways = ways;
	}

	/** A pointer goes down on a card: it is dragged once it has moved a little, else it was a press. */
	begin(id: string, event: PointerEvent, card: Element): void {
		if (event.button !== 0 || this.#end) return;
		const { pointerId, clientX, clientY } = event;
		const box = card.getBoundingClientRect();
		this.#grip = { x: clientX - box.left, y: clientY - box.top };
		const moved = (e: PointerEvent) => {
			if (e.pointerId !== pointerId) return;
			if (this.id === null && Math.hypot(e.clientX - clientX, e.clientY - clientY) < THRESHOLD) return;
			e.preventDefault();
			this.id = id;
			this.#follow(e, box.width);
		};
		const up = (e: PointerEvent) => {
			if (e.pointerId !== pointerId) return;
			const { spot } = this;
			const wasDragged = this.id !== null;
			this.stop();
			if (!wasDragged) return;
			// The click that follows a mouse at once is no press on the card; a finger that moved makes none.
			addEventListener('click', swallow, { capture: true, once: true });
			setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0);
			if (e.type === 'pointerup' && spot) this.#ways.drop(id, spot);
		};
		const key = (e: KeyboardEvent) => {
			if (this.id === null) return;
			e.stopPropagation();
			e.preventDefault();
			if (e.key === 'Escape') this.stop();
		};
		addEventListener('pointermove', moved);
		addEventListener('pointerup', up);
		addEventListener('pointercancel', up);
		addEventListener('keydown', key, { capture: true });
		this.#end = () => {
			removeEventListener('pointermove', moved);
			removeEventListener('pointerup', up);
			removeEventListener('pointercancel', up);
			removeEventListener('keydown', key, { capture: true });
		};
	}

	#follow({ clientX, clientY }: PointerEvent, width: number): void {
		this.at = { x: clientX - this.#grip.x, y: clientY - this.#grip.y, width };
		const { tiers, tray, pane } = this.#ways.rows();
		const rows = tiers.map((row) => row.getBoundingClientRect());
		// A tray that is not there yet is nowhere.
		const below = tray && tray.clientHeight > 0 ? tray.getBoundingClientRect().top : Infinity;
		this.spot = spotAt(clientY, rows, below);
		this.#scrollNear(clientY, pane);
	}
	/** Near the end of what is in sight the pane, or the page, goes on by itself. */
	#scrollNear(y: number, pane: Element | null): void {
		cancelAnimationFrame(this.#scrolling);
		const scrolls =
			pane && pane.scrollHeight > pane.clientHeight + 1 && getComputedStyle(pane).overflowY !== 'visible';
		const box = scrolls ? pane.getBoundingClientRect() : { top: 0, bottom: innerHeight };
		const by = y < box.top + NEAR_END ? -SCROLL : y > box.bottom - NEAR_END ? SCROLL : 0;
		if (by === 0) return;
		const target = scrolls ? pane : document.scrollingElement;
		const go = () => {
			target?.scrollBy(0, by);
			if (this.id !== null) this.#scrolling = requestAnimationFrame(go);
		};
		this.#scrolling = requestAnimationFrame(go);
	}

	/** The card goes back to where it was. */
	stop(): void {
		cancelAnimationFrame(this.#scrolling);
		this.#end?.();
		this.#end = null;
		this.id = null;
		this.spot = null;
	}
}

function swallow(event: Event): void {
	event.stopPropagation();
	event.preventDefault();
}
