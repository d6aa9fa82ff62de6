import { beforeAll, describe, expect, it } from 'vitest';
import { eventTypes, personIn } from '../../../test/setup/actors.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { projectBySlug, standing, standings, type ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { putMember, readMembers, removeMember } from './members.server.ts';
import { createProject, listProjects } from './project.server.ts';

let store: Store;
let lead: Person;
let rater: Person;

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'researcher');
	rater = await personIn(store, 'rater@example.org', 'rater');
	for (let i = 0; i < 8; i++) await personIn(store, `many${i}@example.org`, 'rater');
});

let made = 0;
const fresh = async () => {
	const slug = `pairs-${++made}`;
	await createProject(store, lead, { slug, name: slug, stage: 'alignment' });
	return slug;
};
const emails = async (slug: string) => (await readMembers(store, lead, slug)).map(({ email }) => email);

describe('a member', () => {
	it('is listed, given other roles, and removed, and the others stay', async () => {
		const slug = await fresh();
		await putMember(store, lead, slug, { email: 'rater@example.org', roles: ['rater'] });
		await putMember(store, lead, slug, { email: 'many0@example.org', roles: ['rater'] });
		await putMember(store, lead, slug, { email: 'rater@example.org', roles: ['rater', 'researcher'] });
		expect(await readMembers(store, lead, slug)).toEqual([
			{ email: 'many0@example.org', name: 'many0', roles: ['rater'] },
			{ email: 'rater@example.org', name: 'rater', roles: ['rater', 'researcher'] }
		]);
		const elsewhere = await fresh();
		await putMember(store, lead, elsewhere, { email: 'rater@example.org', roles: ['rater'] });
		expect(await removeMember(store, lead, slug, 'rater@example.org')).toBe(true);
		expect(await emails(slug)).toEqual(['many0@example.org']);
		expect(await emails(elsewhere)).toEqual(['rater@example.org']);
	});

	it('who was not listed is not removed twice, and nothing is written of it', async () => {
		const slug = await fresh();
		const before = (await eventTypes(store)).length;
		expect(await removeMember(store, lead, slug, 'rater@example.org')).toBe(false);
		expect(await removeMember(store, lead, slug, 'nobody@example.org')).toBe(false);
		expect((await eventTypes(store)).length).toBe(before);
	});

	it('comes and goes with one line in the log each', async () => {
		const slug = await fresh();
		const before = (await eventTypes(store)).length;
		await putMember(store, lead, slug, { email: 'rater@example.org', roles: ['rater'] });
		await removeMember(store, lead, slug, 'rater@example.org');
		expect((await eventTypes(store)).slice(before)).toEqual(['project.members_set', 'project.members_set']);
	});

	it('must have an account, and the refusal says where', async () => {
		const slug = await fresh();
		await expect(
			putMember(store, lead, slug, { email: 'nobody@example.org', roles: ['rater'] })
		).rejects.toMatchObject({ code: 'unknown_person', details: { errors: [{ path: '/email' }] } });
	});

	it('is listed by those who lead alone', async () => {
		const slug = await fresh();
		const own = { email: 'rater@example.org', roles: ['rater' as const, 'researcher' as const] };
		await expect(putMember(store, rater, slug, own)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(removeMember(store, rater, slug, 'lead@example.org')).rejects.toMatchObject({
			code: 'forbidden'
		});
		expect(await emails(slug)).toEqual([]);
	});

	it('is not lost when many are listed at once', async () => {
		const slug = await fresh();
		await Promise.all(
			Array.from({ length: 8 }, (_, i) =>
				putMember(store, lead, slug, { email: `many${i}@example.org`, roles: ['rater'] })
			)
		);
		expect(await emails(slug)).toHaveLength(8);
	});
});

describe('the list of projects', () => {
	it('closes for others with the first who is listed, and opens again with the last who goes', async () => {
		const slug = await fresh();
		const seen = async () => (await listProjects(store, rater)).some((row) => row.slug === slug);
		expect(await seen()).toBe(true);
		await putMember(store, lead, slug, { email: 'many0@example.org', roles: ['rater'] });
		expect(await seen()).toBe(false);
		await removeMember(store, lead, slug, 'many0@example.org');
		expect(await seen()).toBe(true);
	});

	it('knows one’s standing in many projects as in each', async () => {
		const slugs = [await fresh(), await fresh(), await fresh()];
		await putMember(store, lead, slugs[0] ?? '', { email: 'rater@example.org', roles: ['rater'] });
		await putMember(store, lead, slugs[1] ?? '', { email: 'many0@example.org', roles: ['rater'] });
		const rows = (await Promise.all(slugs.map((slug) => projectBySlug(store.read, slug)))).filter(
			(row): row is ProjectRow => row !== null
		);
		for (const who of [rater, lead]) {
			const each = await Promise.all(rows.map((row) => standing(store.read, who, row)));
			expect(await standings(store.read, who, rows)).toEqual(each);
			expect(each.map(({ listed }) => listed)).toEqual(
				who === rater ? [['rater'], [], null] : [[], [], null]
			);
		}
	});
});
