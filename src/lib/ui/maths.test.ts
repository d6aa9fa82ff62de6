import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulaOf, isFormula } from './maths.ts';
import { markdown } from './markdown.ts';

/** The formulas that a text is found to hold, as they were written. */
const found = (text: string): string[] =>
	[...markdown(text).matchAll(/data-maths="(\w+)"[^>]*>([^<]*)</g)].map(([, , written = '']) =>
		written.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
	);

describe('maths in a text', () => {
	it.each([
		['so $x$ is', ['$x$']],
		['so $a_1 * b_2 * c$ is', ['$a_1 * b_2 * c$']],
		['the $n$th and the $2^k$th', ['$n$', '$2^k$']],
		['both $x$, $y$ and $z$.', ['$x$', '$y$', '$z$']],
		['a triangle $ABC$ with $3x + 4$', ['$ABC$', '$3x + 4$']],
		['设$x$为实数', ['$x$']],
		['is $\\$5$ maths', ['$\\$5$']],
		['inline \\(a < b\\) and \\[c > d\\] here', ['\\(a < b\\)', '\\[c > d\\]']],
		['a $$x^2$$ in a line', ['$$x^2$$']],
		['$$\nx = 1\n= 2\n- 3\n$$', ['$$\nx = 1\n= 2\n- 3\n$$']],
		['text\n\\[\n# x\n\\]\nmore', ['\\[\n# x\n\\]']],
		['- item\n\n  $$\n  x = 1\n  $$\n- next $y$', ['$$\nx = 1\n$$', '$y$']],
		['> $$\n> x = 1\n> $$', ['$$\nx = 1\n$$']],
		['$|x|$', ['$|x|$']]
	])('is found in %j', (text, formulas) => expect(found(text)).toEqual(formulas));

	it.each([
		'It costs $5 and $10.',
		'From $5-$10 a month.',
		'Either $n-$5 a piece.',
		'A sum of $n_1$5 a piece.',
		'price$x$list',
		'Pay $5, or 10$ there.',
		'US$5 and 10$ and 20$',
		'echo $HOME and $PATH',
		'$HOME/bin:$PATH',
		'set "$HOME" or "$PATH"',
		'$5 million and then $6 million$',
		'$1,000 to $2,000',
		'a $ b $ c',
		'$$ $$',
		'$$$ cheap $$$',
		'\\$x\\$',
		'`$x$`',
		'```\n$x$\n```',
		'    $x$',
		'\\[sic\\]',
		'\\(see the note below\\)',
		'\\[not a link\\](https://a.example)',
		'$x `$` y$',
		'one $a\n\nb$ two',
		'$foo$ is a variable'
	])('is not seen in %j', (text) => expect(found(text)).toEqual([]));

	it('is bounded: what is too long stays text', () => {
		expect(found(`$${'x+'.repeat(900)}x$`)).toHaveLength(1);
		expect(found(`$${'x+'.repeat(1_100)}x$`)).toEqual([]);
		expect(found(`$$${'x+'.repeat(1_100)}x$$`)).toEqual([]);
	});

	it('loses no character of what is around it or in it', () => {
		const part = fc.constantFrom('$', '$$', '\\(', '\\)', '\\[', '\\]', 'x', '5', ' ', '=', 'and', '^2', '.');
		const bare = (text: string) => text.replaceAll(/[\\\s]/g, '');
		fc.assert(
			fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
				// A letter before, so that no line begins a list or a block of code.
				const text = `q${parts.join('')}`;
				expect(bare(markdown(text).replaceAll(/<[^>]*>/g, ''))).toBe(bare(text));
			}),
			{ numRuns: 500 }
		);
	});

	it('is read without its signs', () => {
		expect(['$x$', '$$x$$', '\\(x\\)', '\\[x\\]'].map(formulaOf)).toEqual(['x', 'x', 'x', 'x']);
		expect([isFormula(' '), isFormula('x'), isFormula('word'), isFormula('\\word')]).toEqual([
			false,
			true,
			false,
			true
		]);
	});
});
