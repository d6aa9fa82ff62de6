import { beforeAll, describe, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { member, project } from '#lib/schema/tables.ts';
import { defaultSettings, type Role, type Stage } from '#lib/schema/values.ts';
import { authorize, authorizeInstance, standing } from './access.server.ts';
import type { Person } from './actor.ts';
import { createKey, actorOfKey } from './keys.server.ts';

let store: Store;
let admin: Person;
let lead: Person;
let rater: Person;
const insert = (slug: string, stage: Stage, createdBy: string | null) =>
	store.write(async (tx) => {
		await tx.insert(project).values({
			...{ id: `id-${slug}`, slug, name: slug, stage, state: 'active', settings: defaultSettings },
			...{ formVersion: 1, guidelineVersion: 1, demo: false, createdBy, createdAt: 0 }
		});
	});
const listIn = (slug: string, person: Person, roles: Role[]) =>
	store.write(async (tx) => {
		await tx.insert(member).values({ projectId: `id-${slug}`, userId: person.id, roles });
	});
const refused = (code: string, words: RegExp) =>
	expect.objectContaining({ name: 'Refusal', code, message: expect.stringMatching(words) as unknown });

beforeAll(async () => {
	store = await freshStore();
	admin = await personIn(store, 'admin@example.org', 'admin');
	lead = await personIn(store, 'lead@example.org', 'researcher');
	rater = await personIn(store, 'rater@example.org', 'rater');
	await insert('open', 'alignment', lead.id);
	await insert('listed', 'alignment', lead.id);
	await insert('live', 'runtime', lead.id);
});

describe('a right in a project', () => {
	it('is proven by what authorize returns: the project, the role and who', async () => {
		const access = await authorize(store, lead, 'manage', 'open');
		expect(access).toMatchObject({ project: { slug: 'open' }, role: 'researcher', actor: { id: lead.id } });
		expect((await authorize(store, rater, 'work', 'open')).role).toBe('rater');
		expect((await authorize(store, admin, 'manage', 'open')).role).toBe('admin');
	});

	it('is refused in words that say why', async () => {
		await expect(authorize(store, rater, 'manage', 'open')).rejects.toEqual(
			refused('forbidden', /Only an admin or/)
		);
		await expect(authorize(store, rater, 'see', 'live')).rejects.toEqual(
			refused('forbidden', /not among the people/)
		);
		await expect(authorize(store, admin, 'work', 'live')).rejects.toEqual(
			refused('forbidden', /no items to claim/)
		);
		await expect(authorize(store, admin, 'manage', 'none')).rejects.toEqual(
			refused('not_found', /no project/)
		);
		expect(() => authorizeInstance(rater, 'create')).toThrow(/creates projects/);
		expect(() => authorizeInstance(lead, 'instance')).toThrow(/Only an admin/);
	});

	it('of a key is refused in words of its own', async () => {
		const make = async (input: Parameters<typeof createKey>[2]) => {
			const actor = await actorOfKey(store, (await createKey(store, admin, input)).key);
			if (!actor) throw new Error('no such key');
			return actor;
		};
		const bound = await make({ name: 'bound', role: 'admin', project: 'listed' });
		await expect(authorize(store, bound, 'see', 'open')).rejects.toEqual(
			refused('forbidden', /another project/)
		);
		expect((await authorize(store, bound, 'manage', 'listed')).role).toBe('admin');
		const program = await make({ name: 'program', role: 'admin' });
		await expect(authorize(store, program, 'work', 'open')).rejects.toEqual(
			refused('forbidden', /--user EMAIL/)
		);
		const asLead = await make({ name: 'as lead', user: 'lead@example.org' });
		await expect(authorize(store, asLead, 'see', 'live')).rejects.toEqual(
			refused('forbidden', /annotation and alignment/)
		);
		expect(() => authorizeInstance(asLead, 'create', 'runtime')).toThrow(/annotation and alignment/);
		expect(authorizeInstance(asLead, 'create', 'alignment')).toBe('researcher');
	});

	it('follows the list of members, at the next look', async () => {
		const row = (await authorize(store, admin, 'see', 'listed')).project;
		expect((await standing(store.read, rater, row)).listed).toBeNull();
		await authorize(store, rater, 'work', 'listed');
		await listIn('listed', lead, ['researcher']);
		expect((await standing(store.read, rater, row)).listed).toEqual([]);
		expect((await standing(store.read, lead, row)).listed).toEqual(['researcher']);
		await expect(authorize(store, rater, 'work', 'listed')).rejects.toEqual(
			refused('forbidden', /not among/)
		);
		await listIn('listed', rater, ['researcher', 'rater']);
		expect((await authorize(store, rater, 'manage', 'listed')).role).toBe('researcher');
	});
});
