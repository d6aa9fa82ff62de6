import { beforeAll, describe, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { addItems, queueOf, some } from '../../../test/setup/queue.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Person } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { archiveProject, isDemoUntouched } from './archive.server.ts';
import { changeProject, createProject, listProjects } from './project.server.ts';
import { countOwn, countProject, projectPeople } from './stats.server.ts';

let store: Store;
let lead: Person;
let one: Person;
let two: Person;

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'researcher');
	one = await personIn(store, 'one@example.org', 'rater');
	two = await personIn(store, 'two@example.org', 'rater');
});

const project = (slug: string, demo = false): Promise<ProjectRow> =>
	createProject(store, lead, { slug, name: slug, stage: 'alignment', settings: { overlap: 2 } }, { demo });

/** Gives so many judgments as `who`. */
async function judge(row: ProjectRow, who: Person, many: number): Promise<void> {
	const queue = queueOf(store, row);
	for (let i = 0; i < many; i++) {
		const { assignments } = await queue.claim(who);
		for (const handed of assignments) await queue.submit(who, handed);
	}
}

describe('what people did in a project', () => {
	it('is counted by person, the busiest first, and for one alone', async () => {
		const row = await project('counted');
		await addItems(store, row, some(4));
		await judge(row, one, 1);
		await judge(row, two, 3);
		const people = await projectPeople(store, lead, row.slug);
		expect(people.map(({ email, submitted, counted }) => [email, submitted, counted])).toEqual([
			['two@example.org', 3, 3],
			['one@example.org', 1, 1]
		]);
		expect(await countOwn(store, row.id, one.id)).toEqual({ submitted: 1, counted: 1, skipped: 0 });
		expect(await countOwn(store, row.id, lead.id)).toEqual({ submitted: 0, counted: 0, skipped: 0 });
		expect(await countProject(store, row)).toMatchObject({ submitted: 4, counted: 4, people: 2 });
	});

	it('is shown to those who lead, not to one who judges', async () => {
		const row = await project('private');
		await expect(projectPeople(store, one, row.slug)).rejects.toMatchObject({ code: 'forbidden' });
	});
});

describe('the archive', () => {
	it('holds what was archived, and nothing else; brought back, it is listed again', async () => {
		const { slug } = await project('put-away');
		const slugs = async (archived: boolean) =>
			(await listProjects(store, lead, 'see', { archived })).map((row) => row.slug);
		expect(await slugs(true)).toEqual([]);
		await archiveProject(store, lead, slug);
		expect(await slugs(true)).toEqual([slug]);
		expect(await slugs(false)).not.toContain(slug);
		await changeProject(store, lead, slug, { state: 'active' });
		expect(await slugs(true)).toEqual([]);
		expect(await slugs(false)).toContain(slug);
	});

	it('says beforehand whether a demo would go for good', async () => {
		const demo = await project('demo', true);
		await addItems(store, demo, some(1));
		expect(await isDemoUntouched(store, demo)).toBe(true);
		await judge(demo, one, 1);
		expect(await isDemoUntouched(store, demo)).toBe(false);
		expect(await isDemoUntouched(store, await project('real'))).toBe(false);
	});
});
