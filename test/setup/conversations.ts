/** Things to read, as models write them: tools and their results, maths, tables, code in ten languages; and hostile ones. */

export const code: Record<string, string> = {
	python:
		'def unique(xs):\n    seen = {}\n    for x in xs:  # keeps the first\n        seen.setdefault(x.casefold(), x)\n    return list(seen.values())',
	javascript: 'const unique = (xs) => [...new Set(xs.map((x) => x.toLowerCase()))]; // order is kept',
	typescript: 'export function first<T>(xs: readonly T[]): T | undefined {\n\treturn xs[0];\n}',
	rust: 'fn main() {\n    let xs = vec![1, 2, 3];\n    println!("{:?}", xs.iter().sum::<i32>());\n}',
	go: 'package main\n\nfunc Sum(xs []int) (s int) {\n\tfor _, x := range xs {\n\t\ts += x\n\t}\n\treturn\n}',
	java: 'class Sum {\n    static int of(int... xs) {\n        int s = 0;\n        for (int x : xs) s += x;\n        return s;\n    }\n}',
	c: '#include <stdio.h>\nint main(void) {\n    puts("hello"); /* and gone */\n    return 0;\n}',
	ruby: 'def unique(xs)\n  xs.uniq { |x| x.downcase } # keeps the first\nend',
	sql: "select email, count(*) from person where email like '%@x.org' group by 1 -- all of them",
	bash: 'for f in *.txt; do\n  sort -u "$f" > "${f%.txt}.out" # in place of uniq\ndone'
};
const fence = (language: string) => `\`\`\`${language}\n${code[language] ?? ''}\n\`\`\``;

export const inTenLanguages = Object.keys(code)
	.map((language) => `In ${language}:\n\n${fence(language)}`)
	.join('\n\n');

export const maths = `The roots of $ax^2 + bx + c = 0$ with $a \\neq 0$ are

$$
x_{1,2} = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}
$$

which is real when \\(b^2 \\ge 4ac\\). For a matrix,

\\[
\\det \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix} = ad - bc, \\qquad \\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}
\\]

It costs between $5 and $10, and \`$HOME\` is a folder.`;

export const table = `| Method | Order kept | Spelling kept | Cost for a list of n | Where it is found in the library |
|---|---|---|---|---|
| set | no | yes | $O(n)$ | builtins |
| dict.fromkeys | yes | no, all lower case | $O(n)$ | builtins |
| pandas | yes | yes | depends on the index that is built before | pandas.Series.drop_duplicates |`;

const forecast = JSON.stringify({
	city: 'Turku',
	days: Array.from({ length: 5 }, (_, i) => ({ day: i + 1, high: 18 + i, low: 9 + i, rain: i % 2 === 0 }))
});

/** A prompt with rules, twelve turns, two tools called at once, and results that come in another order. */
export const longPrompt = [
	{
		role: 'system',
		content:
			'You help people plan short journeys in the archipelago. Never name a price that a tool did not give you. Ask at most one question at a time. When the weather is bad, say so first, and offer a day that is better. Answer in the language of the person, and keep times in the 24-hour clock.'
	},
	...Array.from({ length: 5 }, (_, i) => [
		{ role: 'user', content: `Question ${i + 1}: which island is good for a day with children?` },
		{ role: 'assistant', content: `Answer ${i + 1}: **Ruissalo** is near, and has a beach.` }
	]).flat(),
	{ role: 'user', content: 'And on Saturday? Will it rain, and when does the last boat leave?' },
	{
		role: 'assistant',
		content: 'I look both up.',
		tool_calls: [
			{
				id: 'run-77-weather',
				type: 'function',
				function: {
					name: 'weather.forecast',
					arguments: '{"city":"Turku","days":5,"station":12345678901234567890}'
				}
			},
			{
				id: 'run-77-boats',
				type: 'function',
				function: { name: 'boats.last', arguments: '{"day":"Saturday"}' }
			}
		]
	},
	{ role: 'tool', tool_call_id: 'run-77-boats', content: '{"leaves":"18:40","pier":"B"}' },
	{ role: 'tool', tool_call_id: 'run-77-weather', content: forecast },
	{ role: 'user', content: [{ type: 'text', text: 'Please keep it short.' }] }
];

const booked = (pier: string) => [
	{
		role: 'assistant',
		content: 'Let me hold two seats.',
		tool_calls: [{ id: 'x1', function: { name: 'boats.hold', arguments: `{"seats":2,"pier":"${pier}"}` } }]
	},
	{ role: 'tool', tool_call_id: 'x1', content: pier === 'B' ? 'held until 12:00' : 'error: no such pier' },
	{
		role: 'assistant',
		content:
			pier === 'B'
				? 'Saturday is dry until four. The last boat leaves at **18:40** from pier B; I hold two seats until 12:00.'
				: 'The last boat leaves at **18:40**. I could not hold seats: pier A is not known.'
	}
];
export const withTools = [booked('B'), booked('A')] as const;

/** Two answers that share a long beginning and part in the middle of a paragraph. */
const shared =
	'To remove duplicates and keep the order, use a dictionary. Since version 3.7 it keeps the order of insertion, so its keys are a set that remembers. ' +
	'Fold the case of each address first, since the part behind the sign is the same however it is written, and keep the first spelling as the value.';
export const parted = [
	`${shared} The result is a list in the order of the file.\n\nOne caution: by the standard the part before the sign may differ by case.`,
	`${shared} The result is a set without an order.\n\nNote that all addresses are in lower case now.`
] as const;

/** All that could run, load, navigate, clash or take the page with it. */
export const hostile = [
	'<script>window.hacked = 1</script>',
	'<img src="http://evil.example/a.png" onerror="window.hacked = 1">',
	'![a picture](http://evil.example/b.png)',
	'[a link](javascript:window.hacked=1) [another](data:text/html,<script>window.hacked=1</script>)',
	'[a bank](https://evil.example/login)',
	'<style>body { display: none }</style> <svg onload="window.hacked=1"><use href="http://evil.example/x.svg#a"/></svg>',
	'<a href="http://evil.example" onclick="window.hacked=1">click</a> <form action="http://evil.example"><input autofocus onfocus="window.hacked=1"></form>',
	'<iframe src="http://evil.example"></iframe> <div id="response-1" class="work">clash</div>',
	'```html\n<script>window.hacked = 1</script>\n```',
	'$\\href{javascript:window.hacked=1}{x}$ and $\\url{http://evil.example}$ and $\\includegraphics{http://evil.example/c.png}$',
	'$\\htmlClass{work}{x}$ and $\\htmlId{response-1}{x}$ and $\\htmlStyle{position: fixed; inset: 0}{x}$ and $\\htmlData{a=b}{x}$',
	'$\\def\\a{\\a\\a}\\a$ and $\\def\\b{xxxxxxxxxxxxxxxxxxxxxxxx}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b}\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c$',
	'$\\rule{1000em}{1000em}$ and $a\\kern{-50em}b$ and $\\raisebox{-30em}{over}$ and $near\\kern{-9em}b$',
	`$${'{'.repeat(900)}x${'}'.repeat(900)}$`,
	'$\\frac{1}{$ and $\\notacommand{x}$',
	`${'> '.repeat(3_000)}deep`,
	`${'['.repeat(3_000)}${'*a '.repeat(3_000)}`,
	'The end of what is hostile.'
].join('\n\n');

/** Right to left, a word without end, characters that turn the order or are not seen. */
export const scripts = [
	'## عنوان قصير\n\nهذا نص عربي قصير مع كلمة Python في الوسط.\n\n- أولا\n- ثانيا\n\nA line in English after it.',
	`שלום עולם, זה טקסט קצר.\n\n${'verylongword'.repeat(120)}\n\npay \u202e0481\u202c now`
] as const;
