/**
 * What the queue must know of alignment: responses are shown under ids that belong to the assignment alone, in an
 * order that is balanced for each rater; rankings are stored in the caller's ids.
 */
import { checkAnswers } from '#lib/form/check.ts';
import { isDisputed } from '#lib/form/dispute.ts';
import type { Form } from '#lib/form/form.ts';
import { isOfResponses, renameKeys, responseIds } from '#lib/form/responses.ts';
import { scoreOf } from '#lib/form/score.ts';
import { formOf } from '#lib/project/version.server.ts';
import type { Desk, Task } from '#lib/queue/desk.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { rename } from './answer.ts';
import { displayOrder } from './order.ts';
import { redact } from './redact.ts';
import { mintedIds, wireItem, type WireItem } from './wire.ts';

const shownOf = ({ shown, payload }: Task): string[] => shown ?? responseIds(payload);

const itemOf = (task: Task): WireItem => {
	const shown = shownOf(task);
	const item = wireItem(task.shownId, task.payload, shown, mintedIds(task.assignmentId, shown.length));
	return task.hidden ? redact(item, shown, task.hidden) : item;
};

const renamed = (answers: Answers, form: Form, names: Map<string, string>): Answers =>
	Object.fromEntries(
		Object.entries(answers).map(([name, answer]) => {
			const question = form.questions.find((q) => q.name === name);
			if (question?.type === 'ranking') return [name, rename(answer, names)];
			return [name, question && isOfResponses(question) ? renameKeys(answer, names) : answer];
		})
	);

const pairs = (from: string[], to: string[]) => new Map(from.map((id, i) => [id, to[i] ?? '']));

export const desk: Desk<WireItem> = {
	async arrange(payload, { person, itemId, first }) {
		const ids = responseIds(payload);
		return displayOrder(ids, await first(ids.length), person, itemId);
	},
	show: (_, tasks) => Promise.resolve(tasks.map(itemOf)),
	async read(db, task, answers) {
		const form = await formOf(db, { id: task.projectId, formVersion: task.formVersion });
		// Checked against what the rater was sent, so that no message can name what they must not know.
		const checked = checkAnswers(form, itemOf(task) as unknown as Payload, answers);
		const shown = shownOf(task);
		return renamed(checked, form, pairs(mintedIds(task.assignmentId, shown.length), shown));
	},
	async score(db, { projectId: id, formVersion }, answers, gold) {
		return scoreOf(await formOf(db, { id, formVersion }), answers, gold);
	},
	async disputed(db, { projectId: id, formVersion }, answers) {
		return isDisputed(await formOf(db, { id, formVersion }), answers);
	},
	async tell(db, task, answers) {
		const form = await formOf(db, { id: task.projectId, formVersion: task.formVersion });
		const shown = shownOf(task);
		const minted = mintedIds(task.assignmentId, shown.length);
		return { answers: renamed(answers, form, pairs(shown, minted)), shown: minted };
	}
};
