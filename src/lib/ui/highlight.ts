/**
 * Colours code in the browser, after the page is there: a grammar is fetched when a block in its language is on
 * screen. Spans are made one by one from text, never from markup; the tokens are ours, so both themes fit.
 */
import type { HighlighterCore, LanguageInput } from 'shiki/core';

/** Longer blocks stay plain. */
const MOST_CHARACTERS = 20_000;

const grammars: Record<string, () => Promise<LanguageInput>> = {
	bash: () => import('shiki/langs/bash.mjs'),
	c: () => import('shiki/langs/c.mjs'),
	cpp: () => import('shiki/langs/cpp.mjs'),
	csharp: () => import('shiki/langs/csharp.mjs'),
	css: () => import('shiki/langs/css.mjs'),
	dart: () => import('shiki/langs/dart.mjs'),
	diff: () => import('shiki/langs/diff.mjs'),
	go: () => import('shiki/langs/go.mjs'),
	haskell: () => import('shiki/langs/haskell.mjs'),
	html: () => import('shiki/langs/html.mjs'),
	java: () => import('shiki/langs/java.mjs'),
	javascript: () => import('shiki/langs/javascript.mjs'),
	json: () => import('shiki/langs/json.mjs'),
	julia: () => import('shiki/langs/julia.mjs'),
	kotlin: () => import('shiki/langs/kotlin.mjs'),
	lua: () => import('shiki/langs/lua.mjs'),
	perl: () => import('shiki/langs/perl.mjs'),
	php: () => import('shiki/langs/php.mjs'),
	powershell: () => import('shiki/langs/powershell.mjs'),
	python: () => import('shiki/langs/python.mjs'),
	r: () => import('shiki/langs/r.mjs'),
	ruby: () => import('shiki/langs/ruby.mjs'),
	rust: () => import('shiki/langs/rust.mjs'),
	scala: () => import('shiki/langs/scala.mjs'),
	sql: () => import('shiki/langs/sql.mjs'),
	swift: () => import('shiki/langs/swift.mjs'),
	toml: () => import('shiki/langs/toml.mjs'),
	typescript: () => import('shiki/langs/typescript.mjs'),
	xml: () => import('shiki/langs/xml.mjs'),
	yaml: () => import('shiki/langs/yaml.mjs')
};
const others: Record<string, string> = {
	'c++': 'cpp',
	'c#': 'csharp',
	cs: 'csharp',
	golang: 'go',
	hs: 'haskell',
	js: 'javascript',
	jsx: 'javascript',
	kt: 'kotlin',
	node: 'javascript',
	pl: 'perl',
	ps1: 'powershell',
	py: 'python',
	python3: 'python',
	rb: 'ruby',
	rs: 'rust',
	sh: 'bash',
	shell: 'bash',
	ts: 'typescript',
	tsx: 'typescript',
	yml: 'yaml',
	zsh: 'bash'
};

let core: Promise<HighlighterCore> | undefined;
const highlighter = () =>
	(core ??= (async () => {
		const [{ createHighlighterCore, createCssVariablesTheme }, { createJavaScriptRegexEngine }] =
			await Promise.all([import('shiki/core'), import('shiki/engine/javascript')]);
		const theme = createCssVariablesTheme({ name: 'ink', variablePrefix: '--', fontStyle: false });
		return createHighlighterCore({
			themes: [theme],
			langs: [],
			engine: createJavaScriptRegexEngine({ forgiving: true })
		});
	})());

/** Ink has four voices for code; the theme's many kinds fall into them. */
function voiceOf(colour = ''): string | null {
	if (/keyword|link/.test(colour)) return 'keyword';
	if (/comment/.test(colour)) return 'comment';
	if (/function/.test(colour)) return 'name';
	if (/string|constant/.test(colour)) return 'value';
	return null;
}

async function colour(block: HTMLElement, code: HTMLElement): Promise<void> {
	const named = block.dataset.language ?? '';
	const language = others[named] ?? named;
	const grammar = Object.hasOwn(grammars, language) ? grammars[language] : undefined;
	const text = code.textContent ?? '';
	if (!grammar || text.length > MOST_CHARACTERS) return;
	const shiki = await highlighter();
	await shiki.loadLanguage(await grammar());
	const { tokens } = shiki.codeToTokens(text.replace(/\n$/, ''), {
		lang: language,
		theme: 'ink',
		tokenizeMaxLineLength: 2_000
	});
	if (!block.isConnected || code.textContent !== text) return;
	const lines = tokens.map((line) =>
		line.map((token) => {
			const voice = voiceOf(token.color);
			if (voice === null) return document.createTextNode(token.content);
			const span = document.createElement('span');
			span.className = voice;
			span.textContent = token.content;
			return span;
		})
	);
	code.replaceChildren(
		...lines.flatMap((line, i) => (i === 0 ? line : [document.createTextNode('\n'), ...line]))
	);
}

/** Colours each block below `root` that names its language. A grammar that fails leaves its block plain. */
export async function highlight(root: HTMLElement): Promise<void> {
	for (const block of root.querySelectorAll<HTMLElement>('pre[data-language]')) {
		const code = block.querySelector('code');
		if (code) await colour(block, code).catch(() => {});
	}
}
