/**
 * Panes that scroll together, each as far through its own text as the one that is scrolled. What follows is told from
 * what leads by where it was put, so that two panes never chase each other.
 */
import type { Attachment } from 'svelte/attachments';

/** How far to scroll a pane to stand where another one stands, in pixels. */
export function followed(leader: Lengths, follower: Lengths): number {
	const way = leader.scrollHeight - leader.clientHeight;
	const share = way <= 0 ? 0 : Math.min(1, Math.max(0, leader.scrollTop / way));
	return Math.round(share * Math.max(0, follower.scrollHeight - follower.clientHeight));
}
type Lengths = Pick<HTMLElement, 'scrollTop' | 'scrollHeight' | 'clientHeight'>;

/** `{@attach scrolls}` on each pane; one of these for each group. */
export function scrollTogether(isOn: () => boolean): Attachment<HTMLElement> {
	const panes = new Set<HTMLElement>();
	const put = new WeakMap<HTMLElement, number>();
	return (pane) => {
		const lead = () => {
			const expected = put.get(pane);
			put.delete(pane);
			if (!isOn() || (expected !== undefined && Math.abs(pane.scrollTop - expected) < 2)) return;
			for (const other of panes) {
				if (other === pane) continue;
				const to = followed(pane, other);
				if (Math.abs(other.scrollTop - to) < 1) continue;
				put.set(other, to);
				other.scrollTop = to;
			}
		};
		panes.add(pane);
		pane.addEventListener('scroll', lead, { passive: true });
		return () => {
			panes.delete(pane);
			pane.removeEventListener('scroll', lead);
		};
	};
}
