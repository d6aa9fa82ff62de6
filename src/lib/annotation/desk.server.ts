/** What the queue must know of annotation: the fields that the form shows, and suggestions without their source. */
import { checkAnswers } from '#lib/form/check.ts';
import { isDisputed } from '#lib/form/dispute.ts';
import { scoreOf } from '#lib/form/score.ts';
import { formOf } from '#lib/project/version.server.ts';
import type { Desk, Task } from '#lib/queue/desk.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { addressesOf } from '#lib/project/files.server.ts';
import { picturesOf, wireItem, type WireItem, type WireSuggestion } from './wire.ts';

const formFor = (db: ReadDb, task: Task) => formOf(db, { id: task.projectId, formVersion: task.formVersion });

async function suggestionsOf(db: ReadDb, itemId: string): Promise<WireSuggestion[]> {
	const rows = await db.query<{ answers: string; score: number | null }>(
		'select answers, score from suggestion where item_id = $1 order by id',
		itemId
	);
	return rows.map(({ answers, score }) => ({ answers: JSON.parse(answers) as Answers, score }));
}

async function show(db: ReadDb, task: Task): Promise<WireItem> {
	const { projectId, itemId, shownId, payload } = task;
	const form = await formFor(db, task);
	const addresses = await addressesOf(db, projectId, picturesOf(payload, form));
	return wireItem(shownId, payload, form, await suggestionsOf(db, itemId), addresses);
}

export const desk: Desk<WireItem> = {
	arrange: null,
	show: (db, tasks) => Promise.all(tasks.map((task) => show(db, task))),
	read: async (db, task, answers) => checkAnswers(await formFor(db, task), task.payload, answers),
	score: async (db, { projectId: id, formVersion }, answers, gold) =>
		scoreOf(await formOf(db, { id, formVersion }), answers, gold),
	disputed: async (db, { projectId: id, formVersion }, answers) =>
		isDisputed(await formOf(db, { id, formVersion }), answers),
	tell: (_, __, answers) => Promise.resolve({ answers, shown: null })
};
