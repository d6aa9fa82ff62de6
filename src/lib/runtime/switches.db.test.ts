import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { acts, always, newAgent, newRuntime, secrets } from '../../../test/setup/runtime.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { consumeGrant } from './grant.server.ts';
import { switchName, turnSwitch } from './switches.server.ts';

/** A halt of everything that has its switch and takes a while to commit; whoever asks meanwhile runs beside it. */
async function underWay<T>(act: (slug: string, by: Setup) => Promise<T>): Promise<T> {
	const store = await freshStore();
	const other = await joinStore(store.url);
	const slug = await newRuntime(store, always('out_of_the_loop'));
	const agent = await newAgent(store);
	// The other server has met these switches before: else it would wait where it makes them.
	await acts(other, slug).submit(agent, { action: { name: 'pay', args: { amount: 1 } } });
	const granted = await acts(store, slug).submit(agent);
	let asked: Promise<T> | null = null;
	const halting = store.write(async (tx) => {
		await turnSwitch(store, tx, switchName.all());
		// On SQLite one process has one writer: whoever asks stands in its line. On PostgreSQL it is another connection.
		asked = act(slug, { store: store.dialect === 'sqlite' ? store : other, agent, granted });
		asked.catch(() => {});
		await sleep(150);
	});
	await halting;
	if (!asked) throw new Error('Nobody asked.');
	return asked;
}
type Setup = {
	store: Awaited<ReturnType<typeof freshStore>>;
	agent: Awaited<ReturnType<typeof newAgent>>;
	granted: Awaited<ReturnType<ReturnType<typeof acts>['submit']>>;
};

describe('whoever asks while a halt is under way', () => {
	it('waits for it, and then runs nothing that was granted before', async () => {
		const consuming = underWay((_slug, { store, agent, granted }) => {
			const { id, token } = granted.grant ?? { id: '', token: '' };
			return consumeGrant(store, secrets, agent, id, { action_hash: granted.action_hash, token });
		});
		await expect(consuming).rejects.toMatchObject({ code: 'halted' });
	});

	it('waits for it, and proposes what is stopped from its first moment', async () => {
		const view = await underWay((slug, { store, agent }) =>
			acts(store, slug).submit(agent, { action: { name: 'pay', args: { amount: 2 } } })
		);
		expect(view.status).toBe('halted');
		expect(view.grant).toBeUndefined();
	});
});
