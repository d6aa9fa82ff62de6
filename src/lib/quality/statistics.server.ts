/**
 * The questions that the thread of statistics answers beside the server, each by what it `asks` for. What one answer
 * reads it may keep for the next, as long as the thread lives.
 */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { openAgreement } from './agreement-answers.server.ts';
import { openBoard } from './board-answers.server.ts';
import { openDisputes } from './disputes-thread.server.ts';
import { openReading, type Reading } from './columns.server.ts';
import { openDraws } from './draws-answers.server.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import { openPeople } from './people/answers.server.ts';

export type Answers = (question: Question) => Promise<Json>;

/**
 * By the name that a question gives as `asks`. Made once a thread, so that each may remember what it read; who asks of
 * all that people said reads it once for all.
 */
const open: Record<string, (reading: Reading) => Answers> = {
	agreement: openAgreement,
	leaderboard: openBoard,
	people: openPeople,
	disputes: openDisputes,
	draws: openDraws
};

export function openStatistics(): Answers {
	const reading = openReading();
	const known = new Map(Object.entries(open).map(([name, make]) => [name, make(reading)]));
	return (question) => {
		const asks = isObject(question.question) ? question.question.asks : undefined;
		const answer = typeof asks === 'string' ? known.get(asks) : undefined;
		if (!answer) throw new Error(`Nobody here answers “${String(asks)}”.`);
		return answer(question);
	};
}
