import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedBeginning } from './beginning.ts';
import { markdown } from './markdown.ts';

const words = (many: number) => Array.from({ length: many }, (_, i) => `word${i}`).join(' ');
const text = (html: string) => html.replaceAll(/<[^>]*>/g, '');
const rest = (own: string, all: string[]) =>
	text(markdown(own, false, sharedBeginning(all)?.cut ?? null)).trim();

describe('a shared beginning', () => {
	it('is cut between blocks', () => {
		const both = [`${words(50)}\n\n- one\n- two`, `${words(50)}\n\n- one\n- three`];
		expect(sharedBeginning(both)).toEqual({ cut: { blocks: 1, pieces: 0, characters: 0 }, words: 50 });
		expect(rest(both[0] ?? '', both)).toBe('one\ntwo');
	});

	it('is cut between words of a paragraph, never inside of one', () => {
		const both = [`${words(50)} interest`, `${words(50)} internal and more`];
		const led = 'word42 word43 word44 word45 word46 word47 word48 word49';
		expect(both.map((own) => rest(own, both))).toEqual([`… ${led} interest`, `… ${led} internal and more`]);
		expect(sharedBeginning(both)?.words).toBe(42);
	});

	it('is cut before the sentence that differs, where one begins shortly before', () => {
		const both = ['list', 'set'].map((end) => `${words(50)}. And “more.” The result is a ${end}.`);
		expect(both.map((own) => rest(own, both))).toEqual(['… The result is a list.', '… The result is a set.']);
	});

	it('is cut before what is open, since what closes it may differ', () => {
		const both = ['three', 'four'].map((end) => `${words(50)} **one two ${end}** five`);
		for (const own of both) {
			const html = markdown(own, false, sharedBeginning(both)?.cut ?? null);
			expect(html).toContain('</span> <strong>one two ');
		}
	});

	it('is no beginning when it reads differently, though it is written alike', () => {
		const both = [
			`[${words(50)}][1]\n\nx\n\n[1]: https://a.example`,
			`[${words(50)}][1]\n\nx\n\n[1]: https://b.example`
		];
		expect(sharedBeginning(both)).toBeNull();
	});

	it('may be all of one text', () => {
		const both = [words(50), `${words(50)}\n\nand more`];
		expect(both.map((own) => rest(own, both))).toEqual(['', 'and more']);
	});

	it('is left alone when it is short, when nothing differs, when there is one text only', () => {
		expect(sharedBeginning([`${words(10)} a`, `${words(10)} b`])).toBeNull();
		expect(sharedBeginning([words(50), words(50)])).toBeNull();
		expect(sharedBeginning([words(50)])).toBeNull();
		expect(sharedBeginning([])).toBeNull();
	});

	it('hides no difference and loses no word, whatever the texts', () => {
		const piece = fc.constantFrom(
			'word ',
			'**',
			'`',
			'\n\n',
			'\n',
			'- ',
			'> ',
			'```\n',
			'# ',
			'more ',
			'[a](https://a.example) ',
			'$x$ '
		);
		const start = fc.array(piece, { maxLength: 20 }).map((parts) => `${words(45)}${parts.join('')}`);
		const end = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
		fc.assert(
			fc.property(start, fc.array(end, { minLength: 2, maxLength: 4 }), (head, ends) => {
				const all = ends.map((tail) => head + tail);
				const beginning = sharedBeginning(all);
				if (!beginning) return;
				const heads = all.map((own) => {
					const whole = markdown(own);
					const behind = markdown(own, false, beginning.cut).replace(
						/<p[^>]*><span class="cut">…<\/span> /,
						''
					);
					// What is left is the end of the whole, to the letter.
					expect(whole.endsWith(behind)).toBe(true);
					// Nothing is closed in it that was opened before, the paragraph itself excepted.
					const html = markdown(own, false, beginning.cut);
					for (const name of ['p', 'strong', 'code', 'a', 'ul', 'li', 'blockquote', 'pre'])
						expect(html.match(new RegExp(`<${name}\\b`, 'g'))?.length).toBe(
							html.match(new RegExp(`</${name}>`, 'g'))?.length
						);
					return whole.slice(0, whole.length - behind.length);
				});
				expect(
					new Set(
						heads.map((html) =>
							html
								.trimEnd()
								.replace(/<\/p>$/, '')
								.trimEnd()
						)
					).size
				).toBe(1);
			}),
			{ numRuns: 300 }
		);
	});
});
