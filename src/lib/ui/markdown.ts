/**
 * Markdown to HTML that can do nothing: no HTML of the author, no image, no script, links to the web and to mail
 * alone. The text comes from models and files and is hostile; what this returns is safe as it stands.
 */
import MarkdownIt, { type Env, type Token } from 'markdown-it';
import { maths } from './maths.ts';
import { pieces } from './visible.ts';

/** Longer texts are shown as they are: to lay them out would hold up the page. */
export const MOST_CHARACTERS = 200_000;

const allowed = /^(https?:\/\/|mailto:)/i;

// A line of a poem or an address ends where its writer ended it.
const md = new MarkdownIt({
	html: false,
	breaks: true,
	linkify: false,
	typographer: false,
	maxNesting: 40
});
const { escapeHtml } = md.utils;
md.use(maths);

md.validateLink = (url) => allowed.test(url.trim());

md.renderer.rules.link_open = (tokens, index, options, _env, self) => {
	const token = tokens[index];
	token?.attrSet('rel', 'noopener noreferrer nofollow');
	token?.attrSet('target', '_blank');
	return self.renderToken(tokens, index, options);
};
/** Where a link leads is said beside it, unless it says so itself. */
const MOST_OF_ADDRESS = 60;
md.renderer.rules.link_close = (tokens, index) => {
	let open = index - 1;
	while (open > 0 && tokens[open]?.type !== 'link_open') open--;
	const address = String(tokens[open]?.attrGet('href') ?? '');
	const said = tokens.slice(open + 1, index).map(({ content }) => content);
	const short = address.replace(/^(https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
	const isSaid = said.length === 1 && [address, short].includes((said[0] ?? '').replace(/\/$/, ''));
	const shown = short.length > MOST_OF_ADDRESS ? `${short.slice(0, MOST_OF_ADDRESS)}…` : short;
	return isSaid ? '</a>' : `</a> <span class="address">${escapeHtml(shown)}</span>`;
};

/** An image would tell its server who looks, and when: its words and its address are shown instead. */
md.renderer.rules.image = (tokens, index) => {
	const token = tokens[index];
	const words = token?.content.trim() || 'without a description';
	const address = String(token?.attrGet('src') ?? '');
	return `<span class="image">Image: ${escapeHtml(words)} <code>${escapeHtml(address)}</code></span>`;
};

/** Where a decision rests on the text, nothing in it is hidden. */
const envOf = (visible: boolean): Env => ({ visible });
const shown = (text: string, env: Env | undefined): string =>
	env?.visible
		? pieces(text)
				.map((piece) => (piece.hidden ? `<span class="hidden">${piece.text}</span>` : escapeHtml(piece.text)))
				.join('')
		: escapeHtml(text);
md.renderer.rules.text = (tokens, index, _options, env?: Env) => shown(tokens[index]?.content ?? '', env);
md.renderer.rules.code_inline = (tokens, index, _options, env?: Env) =>
	`<code>${shown(tokens[index]?.content ?? '', env)}</code>`;

md.renderer.rules.fence = (tokens, index, _options, env?: Env) => {
	const token = tokens[index];
	const language = /^[\w+#-]{1,30}/.exec(token?.info.trim() ?? '')?.[0].toLowerCase() ?? '';
	const named = language === '' ? '' : ` data-language="${escapeHtml(language)}"`;
	return `<pre dir="ltr" tabindex="0"${named}><code>${shown(token?.content ?? '', env)}</code></pre>\n`;
};
md.renderer.rules.code_block = (tokens, index, _options, env?: Env) =>
	`<pre dir="ltr" tabindex="0"><code>${shown(tokens[index]?.content ?? '', env)}</code></pre>\n`;

md.renderer.rules.table_open = () => '<div class="table" dir="auto" tabindex="0"><table>\n';
md.renderer.rules.table_close = () => '</table></div>\n';

// The page has its own first two levels.
md.core.ruler.push('headings_below_the_page', ({ tokens }) => {
	for (const token of tokens)
		if (token.type === 'heading_open' || token.type === 'heading_close')
			token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
});

// Each block reads in the direction of its own script.
md.core.ruler.push('directions', ({ tokens }) => {
	for (const token of tokens) if (token.level === 0 && token.nesting === 1) token.attrSet('dir', 'auto');
});

/** A text too long to lay out comes in slices, so that only what is on screen costs. */
const SLICE = 4_000;
function plain(text: string, env: Env): string {
	const slices: string[] = [];
	for (let at = 0; at < text.length;) {
		const line = text.lastIndexOf('\n', at + SLICE);
		const end = at + SLICE >= text.length ? text.length : line > at ? line + 1 : at + SLICE;
		slices.push(text.slice(at, end).replace(/\n$/, ''));
		at = end;
	}
	return slices
		.map((slice) => `<pre class="plain" dir="auto"><code>${shown(slice, env)}</code></pre>`)
		.join('\n');
}

export const isLong = (text: string): boolean => text.length > MOST_CHARACTERS;

/** Tokens of each block that stands in no other. */
function grouped(tokens: Token[]): Token[][] {
	const groups: Token[][] = [];
	for (const token of tokens) {
		const begins = token.level === 0 && token.nesting >= 0;
		if (begins) groups.push([]);
		groups.at(-1)?.push(token);
	}
	return groups;
}

/** A piece of a paragraph's line; `depth` is how much is open behind it. */
type Piece = { written: string; text: string; isText: boolean; depth: number };
export type Block = { written: string; html: string; pieces: Piece[] | null };

const pieceOf = ({ type, tag, attrs, content, markup, info, level, nesting }: Token): Piece => ({
	written: JSON.stringify([type, tag, attrs, content, markup, info]),
	text: content,
	isText: type === 'text',
	depth: level + Math.max(nesting, 0)
});

/** A text's blocks, each as it was written and as it reads; a paragraph with the pieces of its line. */
export function blocksOf(text: string): Block[] {
	if (isLong(text)) return [];
	const lines = text.split(/\r\n|\n|\r/);
	return grouped(md.parse(text, {})).map((tokens) => ({
		written: lines.slice(...(tokens[0]?.map ?? [0, 0])).join('\n'),
		// Made when asked for: texts that part early ask for few.
		get html() {
			return md.renderer.render(tokens, md.options, {});
		},
		get pieces() {
			return tokens[0]?.type === 'paragraph_open' ? (tokens[1]?.children ?? []).map(pieceOf) : null;
		}
	}));
}

/** Behind so many whole blocks, so many pieces of the next one's line, and so many characters of a piece of text. */
export type Cut = { blocks: number; pieces: number; characters: number };
md.renderer.rules.cut = () => '<span class="cut">…</span> ';

function rest(text: string, { blocks, pieces, characters }: Cut, env: Env): string {
	const [first = [], ...others] = grouped(md.parse(text, env)).slice(blocks);
	const line = first[1];
	if (line?.children && pieces + characters > 0) {
		const [next, ...behind] = line.children.slice(pieces);
		if (!next) return md.renderer.render(others.flat(), md.options, env);
		next.content = next.content.slice(characters);
		const mark = Object.assign(Object.create(next) as Token, { type: 'cut', content: '' });
		line.children = [mark, next, ...behind];
	}
	return md.renderer.render([first, ...others].flat(), md.options, env);
}

/**
 * @param visible whether characters that one would not see are drawn by their names
 * @param cut where it begins, when what is before it is folded
 */
export function markdown(text: string, visible = false, cut: Cut | null = null): string {
	const env = envOf(visible);
	if (isLong(text)) return plain(text, env);
	return cut ? rest(text, cut, env) : md.render(text, env);
}
