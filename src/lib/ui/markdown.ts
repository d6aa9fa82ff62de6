/**
 * Markdown to HTML that can do nothing: no HTML of the author, no image, no script, links to the web and to mail
 * alone. The text comes from models and files and is hostile; what this returns is safe as it stands.
 */
import MarkdownIt from 'markdown-it';

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

md.validateLink = (url) => allowed.test(url.trim());

md.renderer.rules.link_open = (tokens, index, options, _env, self) => {
	const token = tokens[index];
	token?.attrSet('rel', 'noopener noreferrer nofollow');
	token?.attrSet('target', '_blank');
	return self.renderToken(tokens, index, options);
};

/** An image would tell its server who looks, and when: its words and its address are shown instead. */
md.renderer.rules.image = (tokens, index) => {
	const token = tokens[index];
	const words = token?.content.trim() || 'without a description';
	const address = String(token?.attrGet('src') ?? '');
	return `<span class="image">Image: ${escapeHtml(words)} <code>${escapeHtml(address)}</code></span>`;
};

md.renderer.rules.fence = (tokens, index) => {
	const token = tokens[index];
	const language = /^[\w+#-]{1,30}/.exec(token?.info.trim() ?? '')?.[0].toLowerCase() ?? '';
	const named = language === '' ? '' : ` data-language="${escapeHtml(language)}"`;
	return `<pre tabindex="0"${named}><code>${escapeHtml(token?.content ?? '')}</code></pre>\n`;
};
md.renderer.rules.code_block = (tokens, index) =>
	`<pre tabindex="0"><code>${escapeHtml(tokens[index]?.content ?? '')}</code></pre>\n`;

md.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
md.renderer.rules.table_close = () => '</table></div>\n';

// The page has its own first two levels.
md.core.ruler.push('headings_below_the_page', ({ tokens }) => {
	for (const token of tokens)
		if (token.type === 'heading_open' || token.type === 'heading_close')
			token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
});

export function markdown(text: string): string {
	if (text.length > MOST_CHARACTERS)
		return `<pre class="plain" tabindex="0"><code>${escapeHtml(text)}</code></pre>`;
	return md.render(text);
}
