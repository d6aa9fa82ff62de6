/**
 * Keys of a page while it is on screen. They never take a key from a focused control: letters stay a text
 * field's, arrows a radio's, Enter and Space a button's. Esc leaves a text field. A key held down acts once,
 * arrows excepted.
 */
import type { Attachment } from 'svelte/attachments';
import { tinykeys } from 'tinykeys';
import { isApple, isDialogs, isText, onAnyLayout, ownsKey } from './key.ts';

export type Bindings = Record<string, (event: KeyboardEvent) => void>;

const focusOf = (element: HTMLElement) => ({
	tagName: element.tagName,
	type: element.getAttribute('type') ?? '',
	role: element.getAttribute('role'),
	isContentEditable: element.isContentEditable
});

/** What an input method is making a character of; Safari sends its last press after the composition has ended. */
const isComposing = (event: KeyboardEvent): boolean =>
	event.isComposing || event.key === 'Process' || event.keyCode === 229;

function isFree(event: KeyboardEvent, node: Element): boolean {
	if (event.defaultPrevented || isComposing(event)) return false;
	// AltGr types signs where digits are, and no binding names it.
	if (event.getModifierState('AltGraph')) return false;
	if (event.repeat && !event.key.startsWith('Arrow')) return false;
	const { target } = event;
	if (!(target instanceof HTMLElement)) return true;
	const dialog = target.closest('dialog, [popover]');
	if (dialog && !dialog.contains(node) && (isDialogs(event.key) || event.key === 'Escape')) return false;
	return !ownsKey(focusOf(target), event);
}

/** Which modifier moves a caret by words. */
const wordKey = (): string => (isApple() ? 'Alt' : 'Control');

const presses = (binding: string): number => binding.trim().split(' ').length;

/** Out of a text field, so that letters are keys again. */
function leaveText(event: KeyboardEvent): boolean {
	const { target } = event;
	if (!(target instanceof HTMLElement) || !isText(focusOf(target)) || isComposing(event)) return false;
	target.blur();
	return true;
}

/**
 * `{@attach keys({ x: act, 'Shift+Digit1': act, 'g h': act })}`: names as tinykeys has them, and `$word` for the
 * modifier that moves by words.
 */
export const keys =
	(bindings: Bindings): Attachment =>
	(node) => {
		const { Escape: escape, ...others } = bindings;
		// Longer sequences are asked first: the `l` of `g l` is not an `l`.
		const inOrder = Object.entries(others).toSorted(([a], [b]) => presses(b) - presses(a));
		const guarded = inOrder.flatMap(([name, act]) =>
			onAnyLayout(name.replace('$word', wordKey())).map((press) => [
				press,
				(event: KeyboardEvent) => {
					if (!isFree(event, node)) return;
					event.preventDefault();
					act(event);
				}
			])
		);
		const onEscape = (event: KeyboardEvent) => {
			if (leaveText(event) || !escape || !isFree(event, node)) return;
			event.preventDefault();
			escape(event);
		};
		return tinykeys(window, { ...(Object.fromEntries(guarded) as Bindings), Escape: onEscape });
	};
