import { expect, it } from 'vitest';
import { console as actor } from '#lib/auth/actor.ts';
import { projectBySlug } from '#lib/auth/access.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { importBytes } from '#lib/datasets/import.server.ts';
import { collect, ndjson } from '../../../test/setup/rows.ts';
import { personIn } from '../../../test/setup/actors.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { ProjectInput } from './input.ts';
import { createProject } from './project.server.ts';
import { resolveItem } from './resolve.server.ts';
import { judgedItems, rankingIn } from './resolving.server.ts';

it('an item stands at each position as it was there, whatever final answers replaced others since', async () => {
	const store = await freshStore();
	const lead = await personIn(store, 'lead@example.org', 'admin');
	await createProject(store, actor, ProjectInput.parse({ slug: 'past', name: 'Past', stage: 'alignment' }));
	const responses = [
		{ id: 'a', text: 'A' },
		{ id: 'b', text: 'B' }
	];
	await importBytes(store, actor, 'past', ndjson({ key: 'k', payload: { prompt: 'P', responses } }), {
		kind: 'items',
		mapping: null,
		format: 'ndjson'
	});
	const row = await projectBySlug(store.read, 'past');
	const [item] = await store.read.query<{ id: string }>('select id from item');
	if (!row || !item) throw new Error('There is no item.');
	const orders = [
		['a', 'b'],
		['b', 'a'],
		['a', 'b']
	].map((order) => order.map((id) => [id]));
	const positions: number[] = [];
	for (const tiers of orders) {
		await resolveItem(store, lead, 'past', item.id, { answers: { preference: { tiers } } });
		positions.push(await seal(store));
	}
	for (const [i, asOf] of positions.entries()) {
		const pages = await collect(judgedItems(store.read, row, rankingIn('preference'), asOf));
		expect(pages.flat().map(({ votes }) => votes.map(({ tiers }) => tiers))).toEqual([[orders[i]]]);
	}
});
