import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf, normalPrompt, type Traits } from './groups.ts';
import { hash53 } from '#lib/schema/hash.ts';
import { likeness, signatureOf } from './print.ts';
import { memorySpool } from './spool.ts';
import { leakCheck, marksOf, splitAt, splitOf, type Shares } from './split.ts';

const shares: Shares = [
	{ name: 'train', share: 0.8 },
	{ name: 'validation', share: 0.1 },
	{ name: 'test', share: 0.1 }
];
const traits = (item: string, prompt: string, root = prompt): Traits => ({
	item,
	prompt: normalPrompt(prompt),
	root: normalPrompt(root)
});
function together(all: Traits[], near: number | null = 0.8): number[] {
	const groups = groupsOf(near);
	for (const one of all) groups.add(one);
	return all.map((one) => groups.of(one));
}
const many = (values: number[]) => new Set(values).size;

describe('rows stay together', () => {
	it('of one item, whatever their prompts', () => {
		expect(many(together([traits('1', 'What is rain?'), traits('1', 'Why do cats purr?')]))).toBe(1);
	});

	it('of one prompt, however it is written', () => {
		const same = ['What is  rain?', ' what IS\nrain? ', 'Ｗhat is rain?'];
		expect(
			many(
				together(
					same.map((prompt, i) => traits(`${i}`, prompt)),
					null
				)
			)
		).toBe(1);
		expect(many(together([traits('1', 'What is rain?'), traits('2', 'What is snow?')]))).toBe(2);
	});

	it('of one conversation, however far it went', () => {
		const all = [traits('1', 'hi / hello / rain?', 'hi'), traits('2', 'hi / hello / snow?', 'hi')];
		expect(many(together(all))).toBe(1);
	});

	it('of prompts that are nearly the same, and those alone', () => {
		const long =
			'Explain to a child of seven years how a bicycle stays upright while it is ridden along a road.';
		const near = [
			traits('1', long),
			traits('2', `${long} Please.`),
			traits('3', long.replace('road', 'lane'))
		];
		expect(many(together(near))).toBe(1);
		expect(many(together(near, null))).toBe(3);
		expect(
			many(together([...near, traits('4', 'Write a letter to the tax office about a late payment.')]))
		).toBe(2);
	});

	it.each([8_188, 9_000])('of prompts that are nearly the same, and %d between them', (many) => {
		const about = (i: number) =>
			Array.from({ length: 30 }, (_, n) => `word${hash53(`${i}/${n}`) % 10_000}`).join(' ');
		const all = Array.from({ length: many }, (_, i) => traits(`${i}`, about(i)));
		const near = [17, 4_095, 4_096, 8_187].map((i) => traits(`again ${i}`, `${about(i)} Please.`));
		const groups = groupsOf(0.8);
		const prompts = [...all, ...near].map((one) => groups.add(one));
		expect(groups.counts()).toEqual({ groups: many, prompts: many + 4, near: 4, largest: 2 });
		const named = (i: number) => groups.ofPrompt(prompts[i] ?? -1);
		expect([0, 1, 2, 3].map((n) => named(many + n))).toEqual([17, 4_095, 4_096, 8_187].map(named));
	});

	it('and are counted as nearly the same only where nothing else joined them before', () => {
		const long = Array.from({ length: 40 }, (_, i) => `word${(i * 7919) % 1000}`).join(' ');
		const counted = (all: Traits[]) => {
			const groups = groupsOf(0.8);
			for (const one of all) groups.add(one);
			return groups.counts();
		};
		const first = (item: string) => traits(item, `What stands here is not found elsewhere: ${long}`);
		const last = (item: string) => traits(item, `${long} Nobody spoke of such different things.`);
		const both = traits('both', long);
		expect(counted([first('1'), last('2')])).toMatchObject({ groups: 2, near: 0 });
		expect(counted([first('1'), last('2'), both])).toMatchObject({ groups: 1, near: 2 });
		expect(counted([first('1'), last('1'), both])).toMatchObject({ groups: 1, near: 1 });
		expect(counted([first('1'), last('2'), both, last('1')])).toMatchObject({ groups: 1, near: 2 });
	});

	it('the same ones, whether prompts wait in memory or in a spool of which a little is at hand', () => {
		const word = (n: number) => `word${hash53(String(n)) % 1_000}`;
		const about = (i: number) =>
			Array.from({ length: [8, 17, 48][i % 3] ?? 0 }, (_, n) => word(i + n * 7919)).join(' ');
		// Families lie far apart, and a text is like one or another of those before it.
		const all = Array.from({ length: 6_000 }, (_, i) => {
			const words = about(i % 2_500).split(' ');
			words[i % words.length] = `and ${i}`;
			return traits(`${i}`, words.join(' '));
		});
		const [here, there] = [groupsOf(0.7), groupsOf(0.7, memorySpool)];
		const prompts = all.map((one) => [here.add(one), there.add(one)]);
		expect(there.counts()).toEqual(here.counts());
		expect(prompts.map(([, n = -1]) => there.ofPrompt(n))).toEqual(
			prompts.map(([n = -1]) => here.ofPrompt(n))
		);
		expect(here.counts()).toMatchObject({ prompts: 6_000, near: 2_536 });
	});

	it('of short prompts only where they are alike run by run', () => {
		const all = Array.from({ length: 40 }, (_, i) => traits(`${i}`, `Question ${i + 10} about bread`));
		expect(many(together(all))).toBe(40);
		const close = ['What is the tallest mountain of Asia', 'What is the tallest mountain of Asia?'];
		expect(many(together(close.map((prompt, i) => traits(`${i}`, prompt))))).toBe(1);
	});

	it('by a chain of reasons: one links two others, though it comes last', () => {
		const all = [traits('1', 'first'), traits('2', 'second'), traits('1', 'third'), traits('2', 'third')];
		expect(many(together(all))).toBe(1);
	});
});

const someTraits = fc.array(
	fc.record({
		item: fc.constantFrom('1', '2', '3', '4', '5', '6'),
		prompt: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
		root: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
	}),
	{ maxLength: 8 }
);

it('groups, and the names that they go by, do not depend on the order of the rows', () => {
	fc.assert(
		fc.property(someTraits, (all) => {
			expect(together(all.toReversed()).toReversed()).toEqual(together(all));
		})
	);
});

it('rows are together where an item, a prompt or a beginning leads from one to the other, and nowhere else', () => {
	fc.assert(
		fc.property(someTraits, (all) => {
			const sets = all.map((_, i) => i);
			for (const [i, a] of all.entries())
				for (const [j, b] of all.entries())
					if (a.item === b.item || a.prompt === b.prompt || a.root === b.root) {
						const [kept, gone] = [sets[i], sets[j]];
						sets.forEach((set, k) => set === gone && (sets[k] = kept ?? 0));
					}
			const found = together(all);
			expect(found.map((one) => found.indexOf(one))).toEqual(sets.map((one) => sets.indexOf(one)));
		})
	);
});

it('no split tears a group apart, whatever the rows and the seed', () => {
	fc.assert(
		fc.property(someTraits, fc.integer(), (all, seed) => {
			const check = leakCheck();
			together(all).forEach((group, i) => {
				const row = all[i];
				if (row) check.row(marksOf(row), splitOf(group, shares, seed));
			});
			const of = (name: keyof Traits) => many(all.map((row) => hash53(row[name])));
			expect(check.proof()).toEqual({ items: of('item'), prompts: of('prompt'), roots: of('root') });
		})
	);
});

describe('the leak check', () => {
	const row = traits('1', 'rain', 'hi');
	it.each([
		['an item', traits('1', 'snow', 'ho')],
		['a prompt', traits('2', 'rain', 'ho')],
		['the beginning of a conversation', traits('2', 'snow', 'hi')]
	])('finds %s in two splits', (_what, other) => {
		const check = leakCheck();
		check.row(marksOf(row), 'train');
		expect(() => check.row(marksOf(other), 'test')).toThrow('in train and in test');
	});
	it('finds a beginning that is all there is of one of them, whichever comes first, and counts it once', () => {
		const [long, short] = [marksOf(traits('1', 'hi / rain', 'hi')), marksOf(traits('2', 'hi'))];
		for (const [first, second] of [
			[long, short],
			[short, long]
		] as const) {
			const check = leakCheck();
			check.row(first, 'train');
			expect(() => check.row(second, 'test')).toThrow('in train and in test');
			const sound = leakCheck();
			for (const one of [first, second, first, second]) sound.row(one, 'train');
			expect(sound.proof()).toEqual({ items: 2, prompts: 2, roots: 1 });
		}
	});
	it('does not take a prompt for a beginning that is another’s', () => {
		const check = leakCheck();
		check.row(marksOf(traits('1', 'rain', 'hi')), 'train');
		check.row(marksOf(traits('2', 'snow / rain', 'rain')), 'test');
		expect(check.proof()).toEqual({ items: 2, prompts: 2, roots: 2 });
	});
});

describe('a split', () => {
	const names = Array.from({ length: 20_000 }, (_, i) => hash53(`group ${i}`));
	const count = (seed: number) =>
		Object.groupBy(
			names.map((name) => splitOf(name, shares, seed)),
			(name) => name
		);

	it('gets its share of the groups', () => {
		const { train = [], validation = [], test = [] } = count(7);
		expect(train.length / names.length).toBeCloseTo(0.8, 1);
		expect(validation.length / names.length).toBeCloseTo(0.1, 1);
		expect(test.length / names.length).toBeCloseTo(0.1, 1);
	});

	it('is the same for the same seed, and another one for another', () => {
		const of = (seed: number) => names.slice(0, 100).map((name) => splitOf(name, shares, seed));
		expect(of(7)).toEqual(of(7));
		expect(of(8)).not.toEqual(of(7));
	});

	it('begins where the one before it ends', () => {
		const halves: Shares = [
			{ name: 'train', share: 0.5 },
			{ name: 'test', share: 0.5 }
		];
		expect([0, 0.4999, 0.5, 0.9999].map((place) => splitAt(place, halves))).toEqual([0, 0, 1, 1]);
	});

	it('is what it was in earlier releases, or versions that these made would not stand', () => {
		const word = (n: number) => `word${(n * 7919) % 101}`;
		const all = Array.from({ length: 200 }, (_, i) => {
			const words = Array.from({ length: [8, 17, 48][i % 3] ?? 0 }, (_, n) => word((i % 90) * 13 + n));
			words[i % words.length] = `and ${i}`;
			return traits(`item ${i % 180}`, words.join(' '), i % 7 === 0 ? `Begins ${i % 49}` : words.join(' '));
		});
		const groups = groupsOf(0.8);
		const prompts = all.map((one) => groups.add(one));
		const dealt = prompts.map((prompt) => splitOf(groups.ofPrompt(prompt), shares, 7));
		expect(groups.counts()).toEqual({ groups: 109, prompts: 200, near: 55, largest: 32 });
		expect(hash53(dealt.join())).toBe(8698056382508888);
	});

	it('takes all where there is one', () => {
		expect(
			names.slice(0, 100).every((name) => splitOf(name, [{ name: 'train', share: 1 }], 0) === 'train')
		).toBe(true);
	});
});

describe('likeness', () => {
	const words = fc.array(
		fc.constantFrom(...'the quick brown fox jumps over a lazy dog while rain falls'.split(' ')),
		{
			minLength: 10,
			maxLength: 60
		}
	);
	/** The shares of runs that two texts have in common, counted. */
	const jaccard = (a: string, b: string) => {
		const runs = (text: string) =>
			new Set(Array.from({ length: text.length - 4 }, (_, i) => text.slice(i, i + 5)));
		const [x, y] = [runs(a), runs(b)];
		const both = [...x].filter((run) => y.has(run)).length;
		return both / (x.size + y.size - both);
	};

	it('estimates the share of common runs', () => {
		const errors: number[] = [];
		fc.assert(
			fc.property(words, words, (one, two) => {
				const [a, b] = [[...one, ...two].join(' '), [...one, ...two.slice(5)].join(' ')];
				const [s, t] = [signatureOf(a), signatureOf(b)];
				if (s && t) errors.push(Math.abs(likeness(s, t) - jaccard(a, b)));
			}),
			{ numRuns: 300, seed: 1 }
		);
		expect(errors.reduce((a, b) => a + b, 0) / errors.length).toBeLessThan(0.08);
	});

	it('says nothing of texts that are too short', () => {
		expect(signatureOf('Question 1')).toBeNull();
	});
});
