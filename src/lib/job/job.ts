/** What a job is, and what its thread and the server say to each other. */
import type { Json } from '#lib/schema/json.ts';
import type { Stage } from '#lib/schema/values.ts';

export const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

export type Job = {
	id: string;
	kind: string;
	input: Json;
	state: JobState;
	attempt: number;
	done: number;
	total: number | null;
	result: Json;
	error: string | null;
	actor: string;
	project: { slug: string; stage: Stage } | null;
	createdAt: number;
	startedAt: number | null;
	finishedAt: number | null;
};

/** Bytes of one beginning of a job: what an earlier one left behind never mixes with them. */
export const buildOf = ({ id, attempt }: Pick<Job, 'id' | 'attempt'>): string => `${id}.${attempt}`;

/** A piece of a file that a job makes. */
export type Part = { file: string; part: number; data: Uint8Array };

/** What a thread is started with. */
export type Order = { assentJob: true; url: string; kind: string; input: Json };

/** From the thread. Parts are answered one by one by giving back their bytes, so that they come as fast as they can be kept. */
export type Word =
	| { say: 'progress'; done: number; total: number | null }
	| { say: 'part'; part: Part }
	| { say: 'done'; result: Json }
	/** `refused`: the message is for a person; else it is a bug, and the stack is for the log */
	| { say: 'failed'; refused: boolean; message: string; stack: string };

export const isOrder = (data: unknown): data is Order =>
	typeof data === 'object' && data !== null && 'assentJob' in data;
