import { describe, expect, it } from 'vitest';
import { DatasetInput, type Recipe } from '#lib/datasets/version/recipe.ts';
import { targetOf, targets } from '#lib/datasets/targets/list.ts';
import { choiceOf } from '../choices.ts';
import { askedBy, asks, draftFrom, draftOf, namesIn, searchOf } from './draft.ts';

const draft = (search = '') => draftOf(new URLSearchParams(search));
const fits = (format = 'trl-dpo') => choiceOf(targetOf(format) ?? targets[0]);
const options = (search: string, format?: string) => askedBy(draft(search), fits(format)).options;

const recipe = (over: object): Recipe => {
	const { options } = DatasetInput.parse({
		name: 'a',
		projects: ['p'],
		format: 'trl-dpo',
		options: over
	});
	const source = {
		slug: 'b-side',
		name: 'B',
		stage: 'alignment',
		overlap: 1,
		output_field: null,
		form_version: 1
	};
	return {
		dataset: 'letters',
		version: 3,
		format: 'trl-reward',
		options,
		sources: [
			{ ...source, id: '2', stage: 'alignment' },
			{ ...source, id: '1', slug: 'a-side', stage: 'runtime' }
		],
		as_of: 9
	};
};

describe('a draft', () => {
	it('that says nothing asks for what an API that is told nothing gives', () => {
		const asked = askedBy(draft('name=a&project=p'), fits());
		expect(DatasetInput.parse(asked)).toEqual(
			DatasetInput.parse({ name: 'a', projects: ['p'], format: 'trl-dpo' })
		);
	});

	it('stands in the address without what is as usual, and comes back the same', () => {
		expect(searchOf(draft())).toBe('');
		expect(searchOf(draft('ties=count&format=trl-dpo&seed=0'))).toBe('');
		const search = 'name=a&project=q&project=p&ties=ignore&least=2&split.train=90&split.test=10';
		expect(draft(searchOf(draft(search)))).toEqual(draft(search));
		expect(searchOf(draft(searchOf(draft(search))))).toBe(searchOf(draft(search)));
	});

	it('follows each project where no rule is named, and keeps a rule that is named', () => {
		expect(options('').policies).not.toHaveProperty('disagreement');
		expect(options('disagreement=majority')).toMatchObject({ policies: { disagreement: 'majority' } });
		expect(searchOf(draft('disagreement=majority'))).toBe('disagreement=majority');
		expect(draftFrom(recipe({ policies: { disagreement: 'majority' } })).disagreement).toBe('majority');
	});

	it('names each project once, in the order in which it was named', () => {
		expect(draft('project=q&project=p&project=q').projects).toEqual(['q', 'p']);
	});

	it('says in percent what a recipe has as shares, and no split of nothing', () => {
		const own = options('split.train=70&split.validation=0&split.test=30&agreement=60');
		expect(own.splits).toEqual({ train: 0.7, test: 0.3 });
		expect(own).toMatchObject({ policies: { min_agreement: 0.6 } });
	});

	it('leaves an empty field to be refused, rather than to mean 0', () => {
		const policies = options('least=').policies as { min_judgments: number };
		expect(policies.min_judgments).toBeNaN();
		expect(DatasetInput.safeParse(askedBy(draft('name=a&project=p&least='), fits())).success).toBe(false);
	});

	it('asks nothing that the target knows nothing of, though it was chosen before', () => {
		const search = 'ties=ignore&pairs=extremes&strength=2&per=judgment&least=3&as=parquet';
		expect(options(search, 'conll')).toMatchObject({
			per: 'item',
			policies: { ties: 'count', pairs: 'all', min_strength: 0, min_judgments: 3 }
		});
		expect(options(search, 'trl-prompt-only')).toMatchObject({ policies: { min_judgments: 1 } });
		expect(options(search)).toMatchObject({ as: 'parquet', policies: { ties: 'ignore', min_judgments: 1 } });
		expect(options(search, 'openai-dpo')).toMatchObject({ as: 'jsonl' });
		expect(asks(fits('trl-prompt-only'), 'item', 'since')).toBe(true);
	});

	it('does not ask for projects that have nothing, and keeps them chosen', () => {
		const own = draft('project=q&project=p');
		expect(askedBy(own, fits(), new Set(['q'])).projects).toEqual(['p']);
		expect(own.projects).toEqual(['q', 'p']);
	});

	it('names people in one way or the other, and days as moments', () => {
		expect(options('people=except&names=a,b%0Aa&since=2026-01-31')).toMatchObject({
			policies: { except: ['a', 'b'], since: '2026-01-31T00:00:00Z' }
		});
		expect(options('names=a').policies).not.toHaveProperty('only');
		expect(namesIn(' a ;\n b\n\n')).toEqual(['a', 'b']);
	});
});

describe('a recipe', () => {
	const over = {
		as: 'parquet',
		splits: { train: 0.29, dev: 0.71 },
		near: null,
		seed: -4,
		licence: 'mit',
		policies: {
			disagreement: 'plurality',
			min_agreement: 0.55,
			min_judgments: 2,
			min_strength: 1.5,
			only: ['x@example.org', 'y'],
			since: '2026-02-01T00:00:00Z',
			until: '2026-03-01T12:30:00+01:00',
			answered: ['preference', 'why'],
			metadata: { lang: ['en', 'de'], year: [2024, '2024'] }
		}
	};

	it('opens as the draft that gives it again, through an address too', () => {
		const own = recipe(over);
		const again = draft(searchOf(draftFrom(own)));
		expect(DatasetInput.parse(askedBy(again, fits()))).toEqual({
			name: own.dataset,
			projects: own.sources.map(({ slug }) => slug),
			format: own.format,
			options: own.options
		});
	});

	it('has its files in the order in which they are listed, however it was kept', () => {
		const kept = recipe({ splits: { test: 0.1, train: 0.8, validation: 0.1 } });
		expect(Object.keys(draftFrom(kept).splits)).toEqual(['train', 'validation', 'test']);
		expect(searchOf(draftFrom(kept))).not.toContain('split');
	});

	it('of every usual thing does so as well', () => {
		const again = draft(searchOf(draftFrom(recipe({}))));
		expect(DatasetInput.parse(askedBy(again, fits())).options).toEqual(recipe({}).options);
	});
});
