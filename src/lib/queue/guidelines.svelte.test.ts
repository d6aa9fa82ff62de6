import { expect, it } from 'vitest';
import { Reading } from './guidelines.svelte.ts';

function reading(seen: number, version = 2) {
	const told: number[] = [];
	const fetched: number[] = [];
	const ways = {
		fetch: () => {
			fetched.push(1);
			return Promise.resolve({ text: 'newer', version: 3 });
		},
		tell: (v: number) => told.push(v)
	};
	return { told, fetched, it: new Reading({ text: 'old', version, seen }, ways) };
}

it('tells whoever saw an earlier version, until they look', () => {
	const { it: guidelines, told } = reading(1);
	guidelines.begin();
	expect(guidelines.changed).toBe(true);
	expect(told).toEqual([]);
	guidelines.look();
	expect(guidelines.changed).toBe(false);
	guidelines.look();
	expect(told).toEqual([2]);
});

it('takes the first time for a look, and bothers nobody with it', () => {
	const { it: guidelines, told } = reading(0);
	guidelines.begin();
	expect(guidelines.changed).toBe(false);
	expect(told).toEqual([2]);
});

it('fetches a later version once, when an item comes that was handed out under it', async () => {
	const { it: guidelines, fetched } = reading(2);
	await guidelines.learn([{ guideline_version: 2 }, null]);
	expect(fetched).toEqual([]);
	await Promise.all([
		guidelines.learn([{ guideline_version: 3 }]),
		guidelines.learn([{ guideline_version: 3 }])
	]);
	expect(fetched).toHaveLength(1);
	expect({ ...guidelines, text: guidelines.text, version: guidelines.version }).toMatchObject({
		text: 'newer',
		version: 3
	});
	expect(guidelines.changed).toBe(true);
});
