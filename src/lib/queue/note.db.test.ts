import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { addItems, itemOf, makePerson, makeProject, queueOf, some } from '../../../test/setup/queue.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Handed } from './claim.server.ts';
import { addNote, notesOn } from './note.server.ts';

let store: Store;
let [ana, bo] = [] as unknown as [Person, Person];
let lead: Person;
beforeAll(async () => {
	store = await freshStore();
	[ana, bo] = [await makePerson(store), await makePerson(store)];
	lead = { ...(await makePerson(store)), roles: ['admin'] };
});

async function handed() {
	const project = await makeProject(store);
	await addItems(store, project, some(3));
	const [assignment] = (await queueOf(store, project).claim(ana)).assignments;
	if (!assignment) throw new Error('nothing handed out');
	return { project, assignment };
}
const notesOf = (projectId: string, { item }: Handed) =>
	notesOn(store.read, projectId, [itemOf({ item } as Handed)]);

describe('flags and comments', () => {
	it('are kept with the item, each with its event', async () => {
		const { project, assignment } = await handed();
		const { id, token } = assignment;
		const flag = await addNote(store, ana, id, 'flag', { token, text: ' two orders in one ' });
		expect(flag).toMatchObject({
			created: true,
			note: { kind: 'flag', text: 'two orders in one', by: ana.email }
		});
		await addNote(store, ana, id, 'comment', { token, text: 'Which one counts?' });
		expect(await notesOf(project.id, assignment)).toMatchObject([{ kind: 'flag' }, { kind: 'comment' }]);
		const events = await store.read.query<{ type: string; data: string; subject_id: string }>(
			'select type, data, subject_id from event where project = $1 order by id',
			project.slug
		);
		expect(events.map(({ type }) => type)).toEqual(['item.flagged', 'item.commented']);
		// What a person wrote may have to be erased: the log names the note and does not quote it.
		expect(events.every(({ data }) => !data.includes('order') && !data.includes('Which'))).toBe(true);
		expect(events[0]?.subject_id).toBe(itemOf(assignment));
	});

	it('are one when they are sent twice, also at once', async () => {
		const { project, assignment } = await handed();
		const { id, token } = assignment;
		const flags = await Promise.all([1, 2, 3].map(() => addNote(store, ana, id, 'flag', { token })));
		expect(flags.filter(({ created }) => created)).toHaveLength(1);
		expect(await notesOf(project.id, assignment)).toHaveLength(1);
	});

	it('come from the holder with the token, or from one who may judge, and from nobody else', async () => {
		const { assignment } = await handed();
		const { id, token } = assignment;
		const flag = (who: Person, sent?: string) =>
			addNote(store, who, id, 'flag', { token: sent, text: who.id });
		expect((await flag(lead)).created).toBe(true);
		await expect(flag(ana, 'stolen')).rejects.toMatchObject({ code: 'bad_token' });
		await expect(flag(ana)).rejects.toMatchObject({ code: 'bad_token' });
		// The right token in the wrong hands.
		await expect(flag(bo, token)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(addNote(store, ana, 'nothing', 'flag', { token })).rejects.toMatchObject({
			code: 'not_found'
		});
	});

	it('come after the answer too, and a comment says something', async () => {
		const { project, assignment } = await handed();
		const { id, token } = assignment;
		await queueOf(store, project).submit(ana, assignment);
		expect((await addNote(store, ana, id, 'comment', { token, text: 'Sure' })).created).toBe(true);
		await expect(addNote(store, ana, id, 'comment', { token, text: '  ' })).rejects.toMatchObject({
			code: 'invalid'
		});
	});
});
