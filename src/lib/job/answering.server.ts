/**
 * Questions that are answered by a thread beside the server, so that people at work feel nothing. The thread begins at
 * the first question, or when one is to be expected, and ends when nobody asked for some minutes, and what it remembers
 * with it. Of one page only the newest question counts, and of one person so many pages: an older one is given up.
 */
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Answer, Ask, Post } from './answering.ts';
import { keptThread } from './kept.server.ts';

/** Who asks, and on which of their pages. */
export type Asker = { person: string; page: string };

export type Answering = {
	/**
	 * @param asker whoever asks again on the same page gives up what they asked before
	 * @throws Refusal superseded, and what the thread refuses
	 */
	ask(asker: Asker, question: Json): Promise<Json>;
	/** Somebody may ask soon: the thread begins now, if there is none. */
	wake(): void;
	stop(): Promise<void>;
};

type Given = {
	/** the database that the thread reads */
	url: string;
	/** The file that the thread begins with; it calls serveAnswers. */
	entry: URL;
	/** how long a thread that nobody asks is kept */
	idleMs?: number;
	/** megabytes that the thread may take for what it remembers; past it, it ends and begins anew */
	mostMb?: number;
	/** questions of one person that are answered at a time; one more gives up the oldest */
	mostEach?: number;
};

type Waiting = { asker: Asker; answered: PromiseWithResolvers<Json> };

const superseded = () =>
	new Refusal('superseded', 'A newer question of yours is being answered instead of this one.');

export function openAnswering({
	url,
	entry,
	idleMs = 600_000,
	mostMb = 1_024,
	mostEach = 4
}: Given): Answering {
	let last = 0;
	const waiting = new Map<number, Waiting>();
	const post: Post = { assentAnswers: true, url };

	/** Nobody waits in vain. */
	const rejectAll = (error: Error): void => {
		for (const { answered } of waiting.values()) answered.reject(error);
		waiting.clear();
	};
	const thread = keptThread<Ask, Answer>({
		entry,
		post,
		limits: { maxOldGenerationSizeMb: mostMb },
		idleMs,
		isNeeded: () => waiting.size > 0,
		hear(word) {
			const found = waiting.get(word.id);
			if (!found) return;
			waiting.delete(word.id);
			if ('answer' in word) found.answered.resolve(word.answer);
			else if ('refused' in word) found.answered.reject(new Refusal(word.refused.code, word.refused.message));
			else found.answered.reject(Object.assign(new Error(word.broke.message), { stack: word.broke.stack }));
		},
		lost: rejectAll
	});

	/** The question that a new one takes the place of: that of the same page, or the oldest of too many. */
	const replaced = ({ person, page }: Asker): number | undefined => {
		const own = [...waiting].filter(([, { asker }]) => asker.person === person);
		const same = own.find(([, { asker }]) => asker.page === page);
		return (same ?? (own.length >= mostEach ? own[0] : undefined))?.[0];
	};

	return {
		wake: thread.wake,
		async ask(asker, question) {
			const older = replaced(asker);
			if (older !== undefined) {
				thread.say({ id: older, over: true });
				waiting.get(older)?.answered.reject(superseded());
				waiting.delete(older);
			}
			const id = ++last;
			const answered = Promise.withResolvers<Json>();
			waiting.set(id, { asker, answered });
			thread.say({ id, question });
			return answered.promise;
		},
		async stop() {
			rejectAll(new Refusal('busy', 'The server ends.'));
			await thread.stop();
		}
	};
}
