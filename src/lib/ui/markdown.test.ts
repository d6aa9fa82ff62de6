import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { markdown, MOST_CHARACTERS } from './markdown.ts';

/** The elements that a piece of HTML opens, with their attributes: our output quotes and escapes regularly. */
const elements = (html: string) =>
	[...html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
		([, name, rest = '']) => ({
			name: name ?? '',
			attributes: [...rest.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => ({
				key,
				value
			}))
		})
	);

const harmless =
	/^(p|h[3-6]|ul|ol|li|blockquote|pre|code|em|strong|s|a|span|div|table|thead|tbody|tr|th|td|hr|br)$/;
const inert = /^(class|href|rel|target|title|tabindex|data-language|data-maths|dir|start|style)$/;

function expectInert(html: string) {
	// Nothing but elements that we know may begin with a "<".
	expect(html.replaceAll(/<\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*\/?>/g, '')).not.toContain('<');
	for (const { name, attributes } of elements(html)) {
		expect(name).toMatch(harmless);
		for (const { key, value } of attributes) {
			expect(key).toMatch(inert);
			if (key === 'href') expect(value).toMatch(/^(https?:\/\/|mailto:)/i);
			if (key === 'style') expect(value).toMatch(/^text-align:(left|right|center)$/);
		}
	}
}

const hostile = {
	'a script': '<script>alert(1)</script>',
	'a script in the middle of a line': 'Hello <script src=//evil.example/x.js></script> there',
	'an image with a handler': '<img src=x onerror=alert(1)>',
	'an image in markdown': '![a cat](https://evil.example/pixel.png "t")',
	'an image with a quote in its words': '![" onload="alert(1)](https://evil.example/x.png)',
	'an image with markup in its words': '![<b onclick=x>](https://evil.example/x.png)',
	'a link that runs': '[click](javascript:alert(1))',
	'a link that runs, in disguise': '[click](&#106;avascript:alert(1)) [x](JaVaScRiPt:alert(1))',
	'a link with a tab inside': '[click](java\tscript:alert(1)) [y](<java&#x09;script:alert(1)>)',
	'a link to data': '[page](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
	'a link to vbscript and file': '[a](vbscript:x) [b](file:///etc/passwd)',
	'a link within the app': '[leave](/sign-out) [up](../x) [host](//evil.example)',
	'a link with a quote in its address': '[x](https://a.example/"onmouseover="alert(1))',
	'a reference that runs': '[x][1]\n\n[1]: javascript:alert(1)',
	'an autolink that runs': '<javascript:alert(1)>',
	'a style sheet': '<style>*{display:none}</style>',
	'a frame': '<iframe src="https://evil.example"></iframe>',
	'an unclosed element': '<div style="position:fixed;inset:0"',
	'an svg': '<svg onload=alert(1)><use href="data:image/svg+xml,x"/></svg>',
	'a comment that hides an element': '<!--><img src=x onerror=alert(1)>-->',
	'a language with a quote': '```js" onclick="alert(1)\nx\n```',
	'a language with markup': '```<img>\nx\n```',
	'markup inside of a fence': '```html\n<script>alert(1)</script><img src=x onerror=alert(1)>\n```',
	'code that looks like markup': '`<b>`\n\n    <script>x</script>',
	'an element in a table': '|<b>|\n|-|\n|<img src=x onerror=1>|',
	'an entity': '&lt;script&gt; &#60;script&#62;'
};

describe('markdown', () => {
	it.each(Object.entries(hostile))('makes %s harmless', (_, text) => expectInert(markdown(text)));

	it('makes anything harmless', () => {
		const parts = [
			'<',
			'>',
			'"',
			"'",
			'](',
			'![',
			'[',
			')',
			'`',
			'\n',
			'|',
			'&',
			':',
			'javascript:',
			'on',
			'='
		];
		const piece = fc.oneof(fc.constantFrom(...parts, ...Object.values(hostile)), fc.string());
		fc.assert(fc.property(fc.array(piece), (pieces) => expectInert(markdown(pieces.join('')))));
	});

	it('opens links elsewhere, and tells them nothing', () => {
		expect(markdown('[x](https://a.example)')).toBe(
			'<p dir="auto"><a href="https://a.example" rel="noopener noreferrer nofollow" target="_blank">x</a>' +
				' <span class="address">a.example</span></p>\n'
		);
		expect(markdown('<a@b.example>')).toContain('href="mailto:a@b.example"');
	});

	it('names the language of a block by its first word alone', () => {
		expect(markdown('```C++ title="x"\na\n```')).toBe(
			'<pre dir="ltr" tabindex="0" data-language="c++"><code>a\n</code></pre>\n'
		);
	});

	it('shows the words and the address of an image', () => {
		const html = markdown('![a cat](https://a.example/cat.png)');
		expect(html).not.toContain('<img');
		expect(html).toContain('Image: a cat <code>https://a.example/cat.png</code>');
	});

	it('names what one would not see, where a decision rests on it, in words as in code', () => {
		const text = 'pay \u202e12\u202c `a\u200bb` \u2028';
		expect(markdown(text, true)).toContain('pay <span class="hidden">U+202E</span>12');
		expect(markdown(text, true)).toContain('a<span class="hidden">U+200B</span>b');
		expect(markdown(`\`\`\`\nx\u2066\n\`\`\``, true)).toContain('x<span class="hidden">U+2066</span>');
		expect(markdown(text)).not.toContain('U+');
	});

	it('says where a link leads, unless the link does', () => {
		expect(markdown('<https://a.example/x>')).not.toContain('address');
		expect(markdown('[a.example](https://a.example/)')).not.toContain('address');
		expect(markdown('[b.example](https://a.example/)')).toContain('<span class="address">a.example</span>');
		expect(markdown('[**a.example**](https://b.example/)')).toContain('address');
	});

	it('ends a line where the text does', () => {
		expect(markdown('one\ntwo')).toBe('<p dir="auto">one<br>\ntwo</p>\n');
	});

	it('keeps its headings below those of the page', () => {
		expect(markdown('# One\n\n###### Six')).toBe('<h3 dir="auto">One</h3>\n<h6 dir="auto">Six</h6>\n');
	});

	it.each([
		['quotes', '> '.repeat(20_000)],
		['lists', Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}- x`).join('\n')],
		['brackets', '['.repeat(50_000)],
		['stars', '*a '.repeat(30_000)],
		['backticks', Array.from({ length: 400 }, (_, i) => '`'.repeat(i)).join(' ')],
		['image brackets', '!['.repeat(30_000)],
		['a single line', 'x'.repeat(MOST_CHARACTERS)],
		['more than it lays out', '# x\n'.repeat(MOST_CHARACTERS)]
	])('is done in time with many %s', (_, text) => {
		// What backtracks outlasts the test's own limit.
		expectInert(markdown(text));
	});
});
