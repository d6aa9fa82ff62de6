/**
 * One text on the page, as one text node that never changes while its marks do: what is selected in it, where
 * the caret is, where a stretch lies on the screen. Offsets are those of the stored string, since the node is
 * made here and not by a parser, which would read `\r\n` as `\n`.
 */
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { caretOf, isRightToLeft, wordAt, type Move } from '../caret.ts';
import { snap, type Stretch } from '../marks.ts';
import { joined, type Box } from './tags.ts';

type Point = { clientX: number; clientY: number };

export class TextView {
	#text = $state.raw('');
	/** grows when something may lie elsewhere than before: places are measured anew */
	layout = $state(0);
	width = $state(0);
	/** drawn only where keys move it */
	caret = $state.raw<number | null>(null);
	#host: HTMLElement | null = null;
	#node: Text | null = null;
	#go = caretOf('');
	/** by layout and offsets: what asks for a place asks again when the layout has changed */
	#boxes: Record<string, Box[]> = {};

	get text(): string {
		return this.#text;
	}
	/** Called where texts change; nothing that is read here may call it again. */
	show(text: string): void {
		untrack(() => this.#show(text));
	}
	#show(text: string): void {
		if (text === this.#text && this.#node?.data === text) return;
		this.#text = text;
		this.#go = caretOf(text);
		this.caret = null;
		if (this.#node) this.#node.data = text;
		this.#moved();
	}

	#moved(): void {
		this.#boxes = {};
		this.layout++;
	}

	/** The element that holds the text and nothing else. */
	readonly attach: Attachment<HTMLElement> = (host) => {
		const node = document.createTextNode(untrack(() => this.#text));
		host.replaceChildren(node);
		this.#host = host;
		this.#node = node;
		const watch = new ResizeObserver(() => {
			this.width = host.clientWidth;
			this.#moved();
		});
		watch.observe(host);
		void document.fonts.ready.then(() => this.#moved());
		return () => {
			watch.disconnect();
			this.#host = null;
			this.#node = null;
		};
	};

	#range(start: number, end: number): Range | null {
		if (!this.#node) return null;
		const range = document.createRange();
		range.setStart(this.#node, Math.min(start, this.#node.length));
		range.setEnd(this.#node, Math.min(end, this.#node.length));
		return range;
	}

	/** Where a stretch lies, line by line, from the left top corner of the text. Measured once a layout. */
	boxes(start: number, end: number): Box[] {
		const name = `${this.layout} ${start}-${end}`;
		const known = this.#boxes[name];
		if (known) return known;
		const range = this.#range(start, end);
		const origin = this.#host?.getBoundingClientRect();
		if (!range || !origin) return [];
		const boxes = joined(
			Array.from(range.getClientRects(), ({ left, top, width, height }) => ({
				left: left - origin.left,
				top: top - origin.top,
				width,
				height
			}))
		);
		this.#boxes[name] = boxes;
		return boxes;
	}

	/** A line beside the letter that the caret stands before, or after the last one. */
	caretBox(at: number): Box | null {
		const name = `${this.layout} ${at}`;
		const known = this.#boxes[name]?.[0];
		if (known) return known;
		const box = this.#measureCaret(at);
		if (box) this.#boxes[name] = [box];
		return box;
	}
	#measureCaret(at: number): Box | null {
		const isLast = at >= this.#text.length;
		const letter = isLast
			? { start: this.#go(at, 'previous'), end: at }
			: { start: at, end: this.#go(at, 'next') };
		const range = this.#range(letter.start, letter.end);
		const origin = this.#host?.getBoundingClientRect();
		const rects = range?.getClientRects() ?? [];
		const rect = isLast ? rects[rects.length - 1] : rects[0];
		if (!rect || !origin) return null;
		const atRight = isLast !== isRightToLeft(this.#text, Math.max(0, at - 1));
		return {
			left: (atRight ? rect.right : rect.left) - origin.left,
			top: rect.top - origin.top,
			width: 2,
			height: rect.height
		};
	}

	isRightToLeft(at: number): boolean {
		return isRightToLeft(this.#text, at);
	}

	/** Where a point of the selection lies in this text; before or behind it counts as its ends. */
	#offset(node: Node | null, offset: number): number | null {
		const [host, own] = [this.#host, this.#node];
		if (!node || !host || !own) return null;
		if (node === own) return offset;
		if (node === host) return offset === 0 ? 0 : own.length;
		const where = host.compareDocumentPosition(node);
		if (where & Node.DOCUMENT_POSITION_CONTAINS) return null;
		return where & Node.DOCUMENT_POSITION_PRECEDING ? 0 : own.length;
	}

	#ends(): { anchor: number; focus: number } | null {
		const selection = getSelection();
		if (!selection || selection.rangeCount === 0) return null;
		const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
		const isOurs = [anchorNode, focusNode].some(
			(node) => node !== null && (this.#host?.contains(node) ?? false)
		);
		if (!isOurs) return null;
		const anchor = this.#offset(anchorNode, anchorOffset);
		const focus = this.#offset(focusNode, focusOffset);
		return anchor === null || focus === null ? null : { anchor, focus };
	}

	/** What is selected, in whole letters and without blanks at its ends. */
	get stretch(): Stretch | null {
		const ends = this.#ends();
		if (!ends || ends.anchor === ends.focus) return null;
		return snap(this.#text, {
			start: Math.min(ends.anchor, ends.focus),
			end: Math.max(ends.anchor, ends.focus)
		});
	}

	/** Nothing is selected any more; a caret that keys move stays where the selection ended. */
	release(): void {
		const ends = this.#ends();
		if (!ends || !this.#node) return;
		getSelection()?.collapse(this.#node, ends.focus);
		if (this.caret !== null) this.caret = ends.focus;
	}

	focus(): void {
		this.#host?.focus({ preventScroll: true });
	}
	leave(): void {
		this.caret = null;
		if (this.#host === document.activeElement) this.#host?.blur();
	}

	#set(anchor: number, focus: number): void {
		if (!this.#node) return;
		getSelection()?.setBaseAndExtent(this.#node, anchor, this.#node, focus);
		this.caret = focus;
	}

	/** From where keys go on: the selection, else the first line that is in view. */
	#from(): { anchor: number; focus: number } {
		const ends = this.#ends();
		if (ends) return ends;
		const box = this.#host?.getBoundingClientRect();
		const top = this.#host?.closest('.fields')?.getBoundingClientRect().top ?? 0;
		if (!box || box.top >= top) return { anchor: 0, focus: 0 };
		const at = this.place({ clientX: box.left + box.width / 2, clientY: top + 100 }) ?? 0;
		const start = this.#go(at, 'line-start');
		return { anchor: start, focus: start };
	}

	/** Moves the caret; with `extend` the selection grows or shrinks with it. */
	move(move: Move, extend: boolean): void {
		const from = this.#from();
		this.focus();
		const focus = this.#go(from.focus, move);
		this.#set(extend ? from.anchor : focus, focus);
	}

	/** By a line of the screen: only the browser knows where those break. */
	moveLine(by: 1 | -1, extend: boolean): void {
		const from = this.#from();
		this.focus();
		this.#set(extend ? from.anchor : from.focus, from.focus);
		getSelection()?.modify(extend ? 'extend' : 'move', by === 1 ? 'forward' : 'backward', 'line');
		const moved = this.#ends()?.focus ?? from.focus;
		// Never into the middle of a letter.
		const focus = this.#go(this.#go(moved, 'next'), 'previous');
		this.#set(extend ? from.anchor : focus, focus);
	}

	/** The place in the text under a point of the screen, or null beside it. */
	place({ clientX, clientY }: Point): number | null {
		const found = caretAt(clientX, clientY);
		return found && found.node === this.#node ? found.offset : null;
	}
	/** The line under a point. Chromium's own goes a letter too far where lines end in CR LF. */
	line(point: Point): Stretch | null {
		const at = this.place(point);
		if (at === null) return null;
		return snap(this.#text, { start: this.#go(at, 'line-start'), end: this.#go(at, 'line-end') });
	}
	/** The word under a point: a tap marks it. */
	word(point: Point): Stretch | null {
		const at = this.place(point);
		return at === null ? null : wordAt(this.#text, at);
	}
}

type Found = { node: Node; offset: number } | null;

/** Browsers have two names for the same. */
function caretAt(x: number, y: number): Found {
	if ('caretPositionFromPoint' in document) {
		const found = document.caretPositionFromPoint(x, y);
		return found && { node: found.offsetNode, offset: found.offset };
	}
	const range = (document as Document).caretRangeFromPoint(x, y);
	return range && { node: range.startContainer, offset: range.startOffset };
}
