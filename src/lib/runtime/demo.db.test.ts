import { expect, it } from 'vitest';
import { secrets, somebody } from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as consoleActor } from '#lib/auth/actor.ts';
import { archiveProject } from '#lib/project/archive.server.ts';
import { seedRuntimeDemo } from './demo.server.ts';
import { DEMO_PROJECT } from './demo.ts';
import { listDecisions } from './inbox.server.ts';

it('the demo waits for people from its first moment, and goes for good while nobody touched it', async () => {
	const store = await freshStore();
	await seedRuntimeDemo(store, secrets);
	const operator = await somebody(store);
	const page = await listDecisions(store, operator.actor, {
		project: DEMO_PROJECT,
		status: 'open',
		limit: 50
	});
	expect(page.items.map(({ action, rule }) => [action.name, rule]).sort()).toEqual([
		['db.delete', 'an administrator deletes'],
		['drone.fly_to', 'flight is watched'],
		['mail.send', 'a person sends mail'],
		['mail.send', 'a person sends mail']
	]);
	const all = await listDecisions(store, operator.actor, { project: DEMO_PROJECT, status: 'all', limit: 50 });
	expect(all.items.filter(({ status }) => status === 'auto_approved')).toHaveLength(4);
	expect(await archiveProject(store, consoleActor, DEMO_PROJECT)).toBe(true);
	expect(await store.read.query('select 1 from decision')).toEqual([]);
});
