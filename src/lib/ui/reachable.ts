/** What scrolls and holds nothing to focus is a stop of Tab while it scrolls, so that keys can scroll it. */
import type { Attachment } from 'svelte/attachments';

const focusable = 'a[href], :is(button, input, select, textarea):not(:disabled), summary, [tabindex]';

/** `<div class="scroll-x" {@attach reachable}>` */
export const reachable: Attachment<HTMLElement> = (node) => {
	const look = (): void => {
		const { scrollWidth, clientWidth, scrollHeight, clientHeight } = node;
		const scrolls = scrollWidth > clientWidth || scrollHeight > clientHeight;
		if (scrolls && !node.querySelector(focusable)) node.tabIndex = 0;
		else node.removeAttribute('tabindex');
	};
	const sizes = new ResizeObserver(look);
	sizes.observe(node);
	for (const child of node.children) sizes.observe(child);
	const content = new MutationObserver(look);
	content.observe(node, { childList: true, subtree: true, characterData: true });
	return () => {
		sizes.disconnect();
		content.disconnect();
	};
};
