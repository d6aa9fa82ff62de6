/** A swipe to a side turns the page; what scrolls to a side by itself, such as code, keeps its swipes. */
import type { Attachment } from 'svelte/attachments';

const FAR = 60;
const STEEP = 0.6;

/** @returns 1 for the next, -1 for the one before, null for what is no swipe */
export const swipeOf = (dx: number, dy: number): 1 | -1 | null =>
	Math.abs(dx) < FAR || Math.abs(dy) > Math.abs(dx) * STEEP ? null : dx < 0 ? 1 : -1;

const scrollsSideways = (target: EventTarget | null, within: Element): boolean => {
	for (
		let element = target instanceof Element ? target : null;
		element && element !== within;
		element = element.parentElement
	)
		if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible')
			return true;
	return false;
};

export const swipes =
	(turn: (by: 1 | -1) => void): Attachment =>
	(node) => {
		let from: { x: number; y: number } | null = null;
		const listen = new AbortController();
		const on = (type: string, act: (event: TouchEvent) => void) =>
			node.addEventListener(type, (event) => act(event as TouchEvent), {
				passive: true,
				signal: listen.signal
			});
		on('touchstart', ({ touches, target }) => {
			const [touch] = touches;
			from =
				touches.length === 1 && touch && !scrollsSideways(target, node)
					? { x: touch.clientX, y: touch.clientY }
					: null;
		});
		on('touchend', ({ changedTouches }) => {
			const [touch] = changedTouches;
			const by = from && touch ? swipeOf(touch.clientX - from.x, touch.clientY - from.y) : null;
			from = null;
			if (by !== null) turn(by);
		});
		on('touchcancel', () => (from = null));
		return () => listen.abort();
	};
