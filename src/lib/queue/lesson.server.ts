/** What a person is told after an answer in training, and only then: whether it was right, what is, and why. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Own } from './assignment.server.ts';
import type { Desk, Task } from './desk.server.ts';
import { isRight } from './right.ts';
import { stepsOf, type Lesson, type Result } from './training.server.ts';

type Gold = { gold: string | null; gold_reason: string | null };

export async function lessonOf(
	db: ReadDb,
	project: ProjectRow,
	own: Own,
	task: Task,
	desk: Desk,
	answers: Answers,
	result: Result | null
): Promise<Lesson> {
	const [item] = await db.query<Gold>('select gold, gold_reason from item where id = $1', own.item_id);
	const gold = item?.gold ? (JSON.parse(item.gold) as Answers) : null;
	const score = gold && (await desk.score(db, task, answers, gold));
	const steps = await stepsOf(db, project, own.user_id, [own]);
	return {
		...(steps.get(own.id) ?? { number: 1, of: 1, attempt: -own.round, attempts: -own.round }),
		right: score === null ? null : isRight(score),
		score,
		answers: gold && (await desk.tell(db, task, gold)).answers,
		reason: gold && (item?.gold_reason ?? null),
		result
	};
}
