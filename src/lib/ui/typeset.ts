/**
 * Lays formulas out in the browser, as MathML: no style, no font and no markup of the author's. KaTeX comes when a
 * text holds maths; what it refuses, or what might cover other text, stays as it was written.
 */
import type { KatexOptions } from 'katex';
import { formulaOf } from './maths.ts';

/** A text with more formulas keeps the rest as written. */
const MOST_FORMULAS = 500;
/** So many characters at a time; then the page has its turn. */
const SLICE = 3_000;

const elements =
	/^(math|mrow|mi|mn|mo|mtext|mspace|ms|mfrac|msqrt|mroot|msub|msup|msubsup|munder|mover|munderover|mmultiscripts|mprescripts|none|mtable|mtr|mtd|mstyle|mpadded|mphantom|menclose)$/;
const attributes =
	/^(display|mathvariant|stretchy|symmetric|fence|separator|form|lspace|rspace|minsize|maxsize|largeop|movablelimits|accent|accentunder|linethickness|displaystyle|scriptlevel|width|height|depth|voffset|columnalign|rowspacing|columnspacing|columnlines|rowlines|notation)$/;
const lengths = /^(width|height|depth|voffset|lspace|rspace|rowspacing|columnspacing|minsize|maxsize)$/;

/** KaTeX draws in this colour what it does not trust or know. */
const REFUSED = '#fedcba';
const options: KatexOptions = {
	output: 'mathml',
	throwOnError: true,
	errorColor: REFUSED,
	trust: false,
	strict: 'ignore',
	maxSize: 20
};
/** A formula that defines macros may multiply itself; the built-in ones need many small steps. */
const defines = /\\([gex]?def|let|futurelet|(re)?newcommand|providecommand|global|long)(?![a-zA-Z])/;
const mostSteps = (tex: string) => (defines.test(tex) ? 50 : 1_000);

const isLength = (value: string): boolean =>
	value.split(/\s+/).every((part) => Math.abs(Number.parseFloat(part)) <= 20);

/** Takes off what is not known to be harmless. @returns false when the formula must not be shown at all */
function isHarmless(root: Element): boolean {
	let back = 0;
	for (const element of [root, ...root.querySelectorAll('*')]) {
		if (!elements.test(element.localName)) return false;
		for (const { name, value } of [...element.attributes]) {
			if (value === REFUSED) return false;
			if (!attributes.test(name)) element.removeAttribute(name);
			else if (lengths.test(name)) {
				if (/\d/.test(value) && !isLength(value)) return false;
				// What goes back far would lie over the words before it.
				if (value.startsWith('-')) back -= Number.parseFloat(value);
			}
		}
	}
	return back <= 4;
}

type Katex = typeof import('katex').default;
let katex: Katex | undefined;

function laidOut(katex: Katex, tex: string, displayMode: boolean): Element | null {
	const holder = document.createElement('span');
	try {
		katex.render(tex, holder, { ...options, displayMode, maxExpand: mostSteps(tex) });
	} catch {
		return null;
	}
	const math = holder.querySelector('math');
	const said = math?.querySelector(':scope > semantics > :first-child');
	if (!math || !said) return null;
	math.replaceChildren(said);
	return isHarmless(math) ? math : null;
}

/** Lays out each formula below `root`, in its order, a slice of time at once. */
export async function typeset(root: HTMLElement): Promise<void> {
	const formulas = [...root.querySelectorAll<HTMLElement>('.maths[data-maths]')].slice(0, MOST_FORMULAS);
	// Without a wait when it is here already: then it is laid out before the text is first seen.
	katex ??= (await import('katex')).default;
	let spent = 0;
	for (const formula of formulas) {
		if (spent > SLICE) {
			await new Promise((resolve) => setTimeout(resolve));
			if (!root.isConnected) return;
			spent = 0;
		}
		const written = formula.textContent;
		spent += written.length;
		const math = laidOut(katex, formulaOf(written), formula.dataset.maths === 'display');
		if (math) formula.replaceChildren(math);
		formula.removeAttribute('data-maths');
		formula.classList.add(math ? 'laid' : 'written');
	}
	const width = root.clientWidth;
	const wide = formulas.filter((formula) => formula.getBoundingClientRect().width > width);
	for (const formula of wide) {
		formula.classList.add('wide');
		formula.tabIndex = 0;
	}
}
