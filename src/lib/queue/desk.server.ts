/**
 * What the queue must know of a stage: how it shows an item and reads an answer. A stage exports its desk; the
 * queue hands out places without knowing what lies on them.
 */
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';

/** An item in somebody's hands. */
export type Task = {
	assignmentId: string;
	projectId: string;
	itemId: string;
	payload: Payload;
	/** the version of the form that the assignment keeps */
	formVersion: number;
	/** what `arrange` chose */
	shown: string[] | null;
	/** what the person knows the item by: its id, or the assignment's where nobody may recognise an item */
	shownId: string;
	/** by the caller's response ids: names that are not shown */
	hidden?: Record<string, string[]>;
};
/** Which form answers were given under. */
export type Under = Pick<Task, 'projectId' | 'formVersion'>;

/** For whom an item is arranged. `first` takes the turn: of so many responses, the place in the file of the first. */
export type Arranging = { person: string; itemId: string; first: (many: number) => Promise<number> };

/** `Shown` is the closed shape that a browser is sent. */
export type Desk<Shown = unknown> = {
	/** The caller's response ids in the order in which this person sees them; null where nothing is ordered. */
	arrange: ((payload: Payload, arranging: Arranging) => Promise<string[]>) | null;
	/** One shape a task, in their order. */
	show(db: ReadDb, tasks: Task[]): Promise<Shown[]>;
	/** Checks answers against the task's form. @returns them as stored @throws Refusal invalid_answers, span_mismatch */
	read(db: ReadDb, task: Task, answers: unknown): Promise<Answers>;
	/** How right answers are beside the gold ones, 0 to 1; null where nothing of them can be marked. */
	score(db: ReadDb, under: Under, answers: Answers, gold: Answers): Promise<number | null>;
	/** Whether answers of several people to one item disagree. */
	disputed(db: ReadDb, under: Under, answers: Answers[]): Promise<boolean>;
	/** Stored answers in the ids that the person knows, as the answer to a submit. */
	tell(db: ReadDb, task: Task, answers: Answers): Promise<{ answers: Answers; shown: string[] | null }>;
};
