import { describe, expect, it } from 'vitest';
import { ExportQuery } from './export.ts';
import { Policies, usual } from './policy.ts';
import {
	policiesFor,
	policiesIn,
	policiesOf,
	policyNames,
	policyParts,
	unfittingPolicy,
	type Made
} from './policy-query.ts';

const asked = (address: string) =>
	ExportQuery.parse(Object.fromEntries(new URLSearchParams(`format=trl-dpo&${address}`)));
const refusal = (address: string): string => {
	const found = ExportQuery.safeParse(Object.fromEntries(new URLSearchParams(`format=trl-dpo&${address}`)));
	return found.success ? 'taken' : (found.error.issues[0]?.message ?? '');
};

it('every policy of a recipe can be asked for by its own name', () => {
	expect(policyNames.toSorted()).toEqual(Object.keys(Policies.shape).toSorted());
});

it('an address says the same as a recipe, and says it back', () => {
	const policies = Policies.parse({
		...{ disagreement: 'unanimous', ties: 'ignore', all_bad: 'ignore', pairs: 'adjacent' },
		...{ min_judgments: 3, min_agreement: 0.7, min_strength: 1.5, only: ['ann@example.org', 'Bob the 2nd'] },
		...{ since: '2026-01-01T00:00:00+01:00', until: '2026-02-01T00:00:00Z', answered: ['tone', 'why'] },
		metadata: { language: ['en', 'de'], level: [1] }
	});
	const address = new URLSearchParams(policyParts(policies)).toString();
	expect(policiesOf(asked(address))).toEqual(policies);
	expect(policyParts(asked(address))).toEqual(policyParts(policies));
});

it('what is usual is no choice', () => {
	expect(policyParts(asked('min_judgments=1&min_agreement=0&pairs=all'))).toEqual([]);
	expect(policiesOf(asked(''))).toEqual(usual);
});

describe('the rule for disagreement', () => {
	const made = { from: 'pair', stage: 'alignment', per: 'item', consensus: 'adjudication' } as const;
	const rule = (address: string, more: Partial<Made> = {}) =>
		policiesIn(asked(address), { ...made, ...more }).disagreement;

	it('is that of the project where none is named, and a named one stands, in an address too', () => {
		expect(rule('')).toBe('adjudication');
		expect(rule('', { consensus: 'dawid_skene' })).toBe('dawid_skene');
		expect(rule('', { consensus: 'each' })).toBe('majority');
		expect(rule('', { consensus: undefined })).toBe('majority');
		expect(rule('disagreement=majority')).toBe('majority');
		expect(policyParts(asked('disagreement=majority'))).toEqual([['disagreement', 'majority']]);
	});

	it('is the usual one where nobody is asked what several come to', () => {
		expect(rule('', { per: 'judgment' })).toBe('majority');
		expect(rule('', { from: 'prompt' })).toBe('majority');
		expect(rule('', { stage: 'runtime' })).toBe('majority');
	});
});

it('what cannot be meant is refused with words', () => {
	expect(refusal('min_judgments=none')).not.toBe('taken');
	expect(refusal('min_agreement=2')).not.toBe('taken');
	expect(refusal('only=')).not.toBe('taken');
	expect(refusal('metadata={language')).toContain('JSON document');
	expect(refusal('only=ann&except=bob')).toContain('or those who do not');
	expect(refusal('disagreement=dawid_skene')).toContain('Make a version of a dataset');
	expect(refusal('per=judgment&min_judgments=2')).toContain('min_judgments asks what several people say');
	expect(refusal('per=judgment&disagreement=unanimous')).toContain('a row by itself');
	expect(refusal('per=judgment&min_strength=2&ties=ignore')).toBe('taken');
});

describe('where a policy means nothing', () => {
	const said = (address: string, format: string, ...where: Parameters<typeof policiesFor>) =>
		unfittingPolicy(asked(address), format, where[0], where[1]);

	it('it is refused, and the sentence says why', () => {
		expect(said('ties=ignore', 'judgments', 'judged', 'alignment')).toBe(
			'ties means nothing for judgments here: every judgment is written as it was given.'
		);
		expect(said('min_judgments=2', 'trl-dpo', 'pair', 'runtime')).toContain('one person’s verdict');
		expect(said('pairs=extremes', 'ranking', 'ranked', 'alignment')).toContain('the whole order');
		expect(said('min_strength=2', 'ranking', 'ranked', 'alignment')).toContain('only pairs have a strength');
		expect(said('min_agreement=0.7', 'trl-prompt-only', 'prompt', 'alignment')).toContain(
			'whatever was said'
		);
		expect(said('all_bad=ignore', 'labels', 'annotated', 'annotation')).toContain('about rankings');
	});

	it('who, when and which items is taken everywhere, and by judgments alone is not', () => {
		const who = 'only=ann&since=2026-01-01T00:00:00Z&answered=tone&metadata={"a":[1]}';
		expect(said(who, 'trl-dpo', 'pair', 'runtime')).toBeNull();
		expect(said(who, 'labels', 'annotated', 'annotation')).toBeNull();
		expect(said(who, 'trl-prompt-only', 'prompt', 'alignment')).toBeNull();
		expect(said(who, 'judgments', 'judged', 'annotation')).toContain('only means nothing');
	});

	it('nobody is offered what would be refused', () => {
		expect(policiesFor('pair', 'alignment')).toHaveLength(policyNames.length);
		expect(policiesFor('pair', 'alignment', 'judgment')).not.toContain('min_agreement');
		expect(policiesFor('pair', 'runtime')).not.toContain('ties');
	});
});
