import { expect, it } from 'vitest';
import { ExportQuery } from '#lib/datasets/export.ts';
import { partsOf } from './query.ts';

it('says what differs from the defaults, and nothing that the format does not know', () => {
	const parts = (query: object) => partsOf(ExportQuery.parse(query)).map((part) => part.join('='));
	expect(parts({ format: 'labels' })).toEqual(['format=labels']);
	expect(parts({ format: 'labels', as: 'csv', undecided: 'drop', tools: 'include' })).toEqual([
		'format=labels',
		'as=csv',
		'undecided=drop',
		'tools=include'
	]);
	expect(parts({ format: 'trl-dpo', per: 'judgment', undecided: 'drop' })).toEqual([
		'format=trl-dpo',
		'per=judgment'
	]);
	expect(parts({ format: 'judgments', tools: 'include' })).toEqual(['format=judgments']);
});

it('is asked for as it is said', () => {
	const query = ExportQuery.parse({ format: 'labels', as: 'csv', tools: 'include' });
	expect(ExportQuery.parse(Object.fromEntries(partsOf(query)))).toEqual(query);
});
