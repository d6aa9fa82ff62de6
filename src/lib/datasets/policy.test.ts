import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ranking } from '#lib/form/ranking.ts';
import { verdictOn } from '#lib/project/consensus.ts';
import { outcomesOf } from '#lib/project/majority.ts';
import type { Answers } from '#lib/schema/values.ts';
import { reviewOf } from './policy-answers.ts';
import { chosen, counts, countsAll, decide, picking, Policies, usual, type Decided } from './policy.ts';

const vote = (notation: string, more: Partial<Ranking> = {}): Ranking => ({
	tiers: notation.split('>').map((tier) => tier.split('=')),
	strength: 0,
	allBad: false,
	written: null,
	...more
});
const bad = vote('a=b', { allBad: true });
const votes = (...notations: string[]) => notations.map((one) => (one === 'bad' ? bad : vote(one)));
const by = (policies: object, ...notations: string[]): Decided =>
	decide(votes(...notations), 'a', 'b', Policies.parse(policies));
const a = { better: 'a', worse: 'b' };
const b = { better: 'b', worse: 'a' };

it('who asks for nothing gets what more than half of all say, as ever', () => {
	const some = fc.array(fc.constantFrom(vote('a>b'), vote('b>a'), vote('a=b'), vote('c>a'), bad), {
		maxLength: 7
	});
	fc.assert(
		fc.property(some, (all) => {
			expect(decide(all, 'a', 'b', usual)).toEqual(verdictOn(all, 'a', 'b'));
		})
	);
});

describe('disagreement', () => {
	it('plurality takes what more say than anything else', () => {
		const said = ['a>b', 'a>b', 'b>a', 'a=b', 'bad'];
		expect(by({}, ...said)).toBe('split');
		expect(by({ disagreement: 'plurality' }, ...said)).toEqual(a);
		expect(by({ disagreement: 'plurality' }, 'a>b', 'b>a', 'a=b')).toBe('split');
		expect(by({ disagreement: 'plurality' }, 'a=b', 'a=b', 'a>b', 'b>a')).toBe('tie');
	});

	it('unanimous takes what all say', () => {
		expect(by({ disagreement: 'unanimous' }, 'a>b', 'a>b', 'a>b')).toEqual(a);
		expect(by({ disagreement: 'unanimous' }, 'a>b', 'a>b', 'b>a')).toBe('split');
	});

	it('Dawid-Skene takes what is likeliest, and nothing where two things are', () => {
		const policies = Policies.parse({ disagreement: 'dawid_skene' });
		expect(decide(votes('a>b', 'a>b', 'b>a'), 'a', 'b', policies, 'b')).toEqual(b);
		expect(decide(votes('a>b', 'b>a'), 'a', 'b', policies, null)).toBe('split');
	});
});

describe('ties and all bad', () => {
	it('count among all, or not at all', () => {
		expect(by({}, 'a>b', 'a=b')).toBe('split');
		expect(by({ ties: 'ignore' }, 'a>b', 'a=b')).toEqual(a);
		expect(by({ all_bad: 'ignore' }, 'a>b', 'bad')).toEqual(a);
		expect(by({ ties: 'ignore' }, 'a>b', 'bad')).toBe('split');
	});

	it('are what is told where nothing else was said', () => {
		expect(by({ ties: 'ignore', all_bad: 'ignore' }, 'a=b', 'a=b')).toBe('tie');
		expect(by({ ties: 'ignore', all_bad: 'ignore' }, 'bad', 'bad', 'a=b')).toBe('all_bad');
	});
});

describe('at least', () => {
	it('so many judgments that count', () => {
		expect(by({ min_judgments: 3 }, 'a>b', 'a>b')).toBe('few');
		expect(by({ min_judgments: 3 }, 'a>b', 'a>b', 'a>b')).toEqual(a);
		expect(by({ min_judgments: 3, ties: 'ignore' }, 'a>b', 'a>b', 'a=b')).toBe('few');
	});

	it('such a share of them that agrees', () => {
		expect(by({ min_agreement: 0.75 }, 'a>b', 'a>b', 'b>a')).toBe('disagreement');
		expect(by({ min_agreement: 0.66 }, 'a>b', 'a>b', 'b>a')).toEqual(a);
	});

	it('such a strength of those who prefer it, of the first two tiers alone', () => {
		const strong = [vote('a>b', { strength: 3 }), vote('a>b', { strength: 2 }), vote('b>a', { strength: 3 })];
		expect(decide(strong, 'a', 'b', Policies.parse({ min_strength: 2.5 }))).toEqual(a);
		expect(decide(strong, 'a', 'b', Policies.parse({ min_strength: 2.6 }))).toBe('weak');
		expect(decide([vote('c>a>b', { strength: 3 })], 'a', 'b', Policies.parse({ min_strength: 2 }))).toBe(
			'weak'
		);
	});
});

describe('of a longer ranking', () => {
	const ids = ['a', 'b', 'c', 'd'];
	const taken = (pairs: string, ...notations: string[]) => {
		const policies = Policies.parse({ pairs });
		const all = ids.flatMap((one, i) =>
			ids.slice(i + 1).map((two) => decide(votes(...notations), one, two, policies))
		);
		return chosen(ids, all, policies).flatMap((made) =>
			typeof made === 'string' ? [] : [`${made.better}>${made.worse}`]
		);
	};

	it('every pair is taken, or best against worst, or each against the next', () => {
		expect(taken('all', 'b>a>d>c')).toEqual(['b>a', 'a>c', 'a>d', 'b>c', 'b>d', 'd>c']);
		expect(taken('extremes', 'b>a>d>c')).toEqual(['b>c']);
		expect(taken('adjacent', 'b>a>d>c')).toEqual(['b>a', 'a>d', 'd>c']);
	});

	it('those who tie are best and worst together', () => {
		expect(taken('extremes', 'a=b>c=d')).toEqual(['a>c', 'a>d', 'b>c', 'b>d']);
		expect(taken('adjacent', 'a=b>c>d')).toEqual(['a>c', 'b>c', 'c>d']);
	});
});

it('counts whom it names, or all but those, from a moment up to another one', () => {
	const at = (text: string) => Date.parse(text);
	const one = { rater: 'x', at: at('2026-02-01T00:00:00Z'), answers: {} };
	const two = { rater: 'y', at: at('2026-03-01T00:00:00Z'), answers: {} };
	const who = (policies: object) =>
		[one, two].filter(counts(Policies.parse(policies))).map(({ rater }) => rater);
	expect(who({})).toEqual(['x', 'y']);
	expect(who({ only: ['x'] })).toEqual(['x']);
	expect(who({ except: ['x'] })).toEqual(['y']);
	expect(who({ since: '2026-03-01T00:00:00Z' })).toEqual(['y']);
	expect(who({ until: '2026-03-01T00:00:00Z' })).toEqual(['x']);
	expect(who({ since: '2026-02-15T01:00:00+01:00', until: '2026-02-20T00:00:00Z' })).toEqual([]);
	expect(() => Policies.parse({ only: ['x'], except: ['y'] })).toThrow();
});

describe('answers', () => {
	const tone = {
		name: 'tone',
		type: 'label',
		options: [{ value: 'warm' }, { value: 'cold' }, { value: 'dry' }]
	};
	const why = {
		name: 'why',
		type: 'label',
		options: [{ value: 'x' }],
		when: { tone: 'warm' }
	};
	const outcome = (policies: object, said: string[], likely = 'dry') =>
		outcomesOf(
			[tone],
			said.map((answer) => ({ tone: answer })),
			reviewOf(Policies.parse(policies), () => likely)
		)[0];

	it('stand as ever where nothing is asked for', () => {
		expect(reviewOf(usual, () => null)).toBeUndefined();
	});

	it('follow plurality, unanimity and what is likeliest', () => {
		const said = ['warm', 'warm', 'cold', 'dry'];
		expect(outcome({}, said)).toMatchObject({ status: 'split', answer: null });
		expect(outcome({ disagreement: 'plurality' }, said)).toMatchObject({ answer: 'warm', agreement: 0.5 });
		expect(outcome({ disagreement: 'plurality' }, ['warm', 'cold'])).toMatchObject({ status: 'split' });
		expect(outcome({ disagreement: 'unanimous' }, ['warm', 'warm', 'cold'])).toMatchObject({
			status: 'split'
		});
		expect(outcome({ disagreement: 'unanimous' }, ['warm', 'warm'])).toMatchObject({ answer: 'warm' });
		expect(outcome({ disagreement: 'dawid_skene' }, said)).toMatchObject({ answer: 'dry', agreement: 0.25 });
	});

	it('need so many judgments and such a share', () => {
		expect(outcome({ min_judgments: 3 }, ['warm', 'warm'])).toMatchObject({ status: 'split', answer: null });
		expect(outcome({ min_agreement: 0.7 }, ['warm', 'warm', 'cold'])).toMatchObject({ status: 'split' });
		expect(outcome({ min_agreement: 0.6 }, ['warm', 'warm', 'cold'])).toMatchObject({ answer: 'warm' });
	});

	it('decide by the policy which questions are asked after them', () => {
		const said = ['warm', 'warm', 'cold', 'dry'].map((answer) => ({ tone: answer, why: 'x' }));
		const by = (disagreement: string) =>
			outcomesOf(
				[tone, why],
				said,
				reviewOf(Policies.parse({ disagreement }), () => null)
			)[1]?.status;
		expect(by('majority')).toBe('not_asked');
		expect(by('plurality')).toBe('decided');
	});
});

describe('what is looked at', () => {
	it('judgments that answer every question that is named', () => {
		const by = { rater: 'x', at: 0 };
		const counted = counts(Policies.parse({ answered: ['tone', 'why'] }));
		const is = (answers: Answers) => counted({ ...by, answers });
		expect(is({ tone: 'warm', why: 'x' })).toBe(true);
		expect(is({ tone: 'warm' })).toBe(false);
		expect(is({ tone: 'warm', why: null })).toBe(false);
		expect(counts(usual)({ ...by, answers: {} })).toBe(true);
	});

	it('items by each name that is given, and by the members of a list', () => {
		const by = (metadata: object) => picking(Policies.parse({ metadata }));
		const own = { topic: 'rain', tags: ['short', 'safe'], level: 2, checked: true };
		expect(by({ topic: ['rain', 'snow'] })?.(own)).toBe(true);
		expect(by({ tags: ['safe'] })?.(own)).toBe(true);
		expect(by({ level: [2], checked: [true] })?.(own)).toBe(true);
		expect(by({ level: ['2'] })?.(own)).toBe(false);
		expect(by({ topic: ['rain'], tags: ['long'] })?.(own)).toBe(false);
		expect(by({ source: ['web'] })?.(own)).toBe(false);
		expect(by({ toString: ['x'] })?.(own)).toBe(false);
		expect(picking(usual)).toBeUndefined();
		expect(Policies.safeParse({ metadata: {} }).success).toBe(false);
	});
});

it('all judgments count as long as nobody and no time is named', () => {
	expect(countsAll(usual)).toBe(true);
	const named = [
		{ only: ['ann'] },
		{ except: ['ann'] },
		{ since: '2026-01-01T00:00:00Z' },
		{ until: '2026-01-01T00:00:00Z' },
		{ answered: ['mood'] }
	];
	for (const some of named) expect([some, countsAll(Policies.parse(some))]).toEqual([some, false]);
});
