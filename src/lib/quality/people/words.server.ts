/** How many words an item gives to read, counted once of each that is asked about. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/job/answering-thread.server.ts';
import { inList } from '#lib/project/insert.server.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { wordsIn } from '#lib/stats/reading.ts';

const TOGETHER = 200;

/** Words among the texts of a value: of messages what they say, not who. */
function wordsOf(value: Json | undefined): number {
	if (typeof value === 'string') return wordsIn(value);
	if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + wordsOf(one), 0);
	return isObject(value) ? wordsOf(value.content ?? value.text ?? value.messages) : 0;
}

/** What the working view shows of a payload, in words. */
export const wordsToRead = (
	payload: JsonObject,
	stage: ProjectRow['stage'],
	fields: Form['fields']
): number =>
	stage === 'alignment'
		? wordsOf(payload.prompt) + wordsOf(payload.responses)
		: fields.reduce((sum, { name }) => sum + wordsOf(payload[name]), 0);

/** @param ids of items whose words are not known yet; what was withdrawn or erased has none */
export async function readWords(
	db: ReadDb,
	project: ProjectRow,
	{ fields }: Form,
	ids: readonly string[],
	pause: Question['pause']
): Promise<Map<string, number>> {
	const found = new Map<string, number>();
	for (let at = 0; at < ids.length; at += TOGETHER) {
		const { marks, values } = inList(ids.slice(at, at + TOGETHER), 1);
		const rows = await db.query<{ id: string; payload: string }>(
			`select id, payload from item where erased_at is null and id in (${marks})`,
			...values
		);
		for (const { id, payload } of rows)
			found.set(id, wordsToRead(JSON.parse(payload) as JsonObject, project.stage, fields));
		await pause();
	}
	return found;
}
