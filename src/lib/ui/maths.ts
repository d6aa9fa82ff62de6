/**
 * Where maths stands in a text: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, as models write it. Prices are no maths, nor is
 * prose between two signs; what is doubtful stays as it was written. Nothing is laid out here: typeset.ts does that.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** Longer formulas stay as they were written. It also bounds the search for an end. */
export const MOST_CHARACTERS = 2_000;

const closing: Record<string, string> = { $$: '$$', '\\(': '\\)', '\\[': '\\]' };
const latin = /[\p{Script=Latin}\d]/u;
const word = /^["'“(]*\p{L}{2,}[)"'”.,;:!?]*$/u;
const functions = /^(sin|cos|tan|log|ln|exp|max|min|lim|det|mod|gcd)$/;
/** Signs that hardly stand in prose. */
const signs = /[\\^_{}=<>]/;

/** Whether what stands between two signs is a formula rather than prose. */
export function isFormula(tex: string): boolean {
	if (tex.trim() === '') return false;
	if (/[\\^_{}]/.test(tex)) return true;
	const words = tex.split(/\s+/).filter((part) => word.test(part) && !functions.test(part));
	if (/^\d/.test(tex) && words.length > 0) return false;
	if (words.length > 1) return false;
	const alone = words.length === 1 && words[0] === tex.trim() && tex.trim().length > 2;
	return !alone || /^\p{Lu}{3,4}$/u.test(tex.trim());
}

/** @returns where a formula in single signs ends, as pandoc has it: no space inside, no digit behind */
function endOfSingle(text: string, start: number): number | null {
	if (latin.test(text[start - 1] ?? '') || /[\s$]/.test(text[start + 1] ?? ' ')) return null;
	let at = start + 1;
	while (at < text.length && at - start <= MOST_CHARACTERS && text[at] !== '$') {
		if (text[at] === '`') return null;
		at += text[at] === '\\' ? 2 : 1;
	}
	if (text[at] !== '$' || /\s/.test(text[at - 1] ?? ' ')) return null;
	const after = text[at + 1] ?? '';
	const tex = text.slice(start + 1, at);
	if (/[\d$]/.test(after) || (latin.test(after) && tex.length > 1 && !signs.test(tex))) return null;
	return isFormula(tex) ? at + 1 : null;
}

function endOfDouble(text: string, start: number, open: string): number | null {
	const close = closing[open] ?? '';
	const inside = text.slice(start + 2, start + 2 + MOST_CHARACTERS);
	const at = inside.indexOf(close);
	if (at === -1 || !isFormula(inside.slice(0, at))) return null;
	if (open === '$$' && inside.slice(0, at + 3).includes('$$$')) return null;
	return start + at + 4;
}

const inline = (state: StateInline, silent: boolean): boolean => {
	const { src, pos } = state;
	if (src[pos] !== '$' && src[pos] !== '\\') return false;
	const open = src.slice(pos, pos + 2);
	const isDouble = Object.hasOwn(closing, open);
	if (!isDouble && src[pos] !== '$') return false;
	const end = isDouble ? endOfDouble(src, pos, open) : endOfSingle(src, pos);
	if (end === null || end > state.posMax) return false;
	if (!silent) {
		const token = state.push('maths', '', 0);
		token.content = src.slice(pos, end);
		token.info = open === '$$' || open === '\\[' ? 'display' : 'inline';
	}
	state.pos = end;
	return true;
};

/** A formula on lines of its own, so that none of them is taken for a list or a heading. */
const block = (state: StateBlock, line: number, endLine: number, silent: boolean): boolean => {
	const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
	const open = state.src.slice(start, start + 2);
	if (open !== '$$' && open !== '\\[') return false;
	if ((state.sCount[line] ?? 0) - state.blkIndent >= 4) return false;
	const end = endOfDouble(state.src, start, open);
	if (end === null || /\n\s*\n/.test(state.src.slice(start, end))) return false;
	let last = line;
	while ((state.eMarks[last] ?? Infinity) < end) last++;
	const outside = (l: number) => l >= endLine || (state.sCount[l] ?? 0) < state.blkIndent;
	if (outside(last) || state.src.slice(end, state.eMarks[last]).trim() !== '') return false;
	if (silent) return true;
	const token = state.push('maths_block', '', 0);
	token.content = state.getLines(line, last + 1, state.blkIndent, false).trim();
	token.map = [line, last + 1];
	token.block = true;
	state.line = last + 1;
	return true;
};

/** The formula itself, of a text with its signs around it. */
export const formulaOf = (written: string): string =>
	/^\$[^$]/.test(written) ? written.slice(1, -1) : written.slice(2, -2);

export function maths(md: MarkdownIt): void {
	const { escapeHtml } = md.utils;
	md.inline.ruler.before('escape', 'maths', inline);
	md.block.ruler.before('fence', 'maths_block', block, {
		alt: ['paragraph', 'reference', 'blockquote', 'list']
	});
	md.renderer.rules.maths = (tokens, index) => {
		const { content = '', info = '' } = tokens[index] ?? {};
		return `<span class="maths" data-maths="${info}">${escapeHtml(content)}</span>`;
	};
	md.renderer.rules.maths_block = (tokens, index) =>
		`<p class="maths" data-maths="display" tabindex="0">${escapeHtml(tokens[index]?.content ?? '')}</p>\n`;
}
