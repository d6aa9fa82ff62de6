import { expect, it } from 'vitest';
import { freshStore } from '../../../test/setup/store.ts';
import { seedDemo } from './demo.server.ts';

it('seeds the demo into an empty database, once', async () => {
	const store = await freshStore();
	await seedDemo(store);
	const counts = () =>
		store.read.query(
			`select (select count(*) from project where demo = $1) as projects,
				(select count(*) from item) as items, (select count(*) from judgment) as judgments,
				(select count(*) from place where open > 0) as places`,
			true
		);
	const first = await counts();
	expect(first).toEqual([{ projects: 1, items: 16, judgments: 18, places: 16 }]);
	await seedDemo(store);
	expect(await counts()).toEqual(first);
});
