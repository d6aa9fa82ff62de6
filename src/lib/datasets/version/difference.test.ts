import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differenceOf, type RowLine } from './difference.ts';

/** `train:a` and the like. */
async function* rows(...all: string[]): AsyncGenerator<RowLine> {
	for (const one of all) {
		const [split = '', line = ''] = one.split(':');
		yield await Promise.resolve({ split, line });
	}
}

it('tells what is the same, came, went, and is in another split', async () => {
	const before = rows('train:a', 'train:b', 'test:c', 'test:d');
	const after = rows('train:a', 'train:c', 'train:e', 'test:d');
	expect(await differenceOf(before, after)).toEqual({ same: 2, moved: 1, added: 1, removed: 1 });
});

it('counts rows that are there several times as often as both have them', async () => {
	const found = await differenceOf(rows('train:a', 'train:a', 'test:a'), rows('train:a', 'test:a', 'test:a'));
	expect(found).toEqual({ same: 2, moved: 1, added: 0, removed: 0 });
});

it('each row of both is counted once', async () => {
	const some = fc.array(fc.constantFrom('train:a', 'train:b', 'test:a', 'test:b', 'test:c'), {
		maxLength: 9
	});
	await fc.assert(
		fc.asyncProperty(some, some, async (before, after) => {
			const { same, moved, added, removed } = await differenceOf(rows(...before), rows(...after));
			expect(same + moved + removed).toBe(before.length);
			expect(same + moved + added).toBe(after.length);
			expect(await differenceOf(rows(...before), rows(...before))).toMatchObject({ same: before.length });
		})
	);
});
