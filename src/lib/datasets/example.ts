/**
 * What judgments teach, before any file: one example, in the one shape that every target starts from. Policies decide
 * which examples there are; a target only writes them down. Who judged and which models wrote stand in `meta`, which
 * goes to a file of its own and never into a row.
 */
import type { Field, Question } from '#lib/form/kind.ts';
import type { Outcome } from '#lib/project/majority.ts';
import type { JudgmentView } from '#lib/schema/judgment.ts';
import type { Payload } from '#lib/schema/values.ts';
import type { Message } from './messages.ts';

/** An item that was judged, as examples are made of it: its votes as they stand, and whose each is. */
export type Voted<T> = {
	id: string;
	key: string;
	payload: Payload;
	votes: T[];
	raters: string[];
	/** whether the one vote is a final answer */
	final?: boolean;
};

/** Where an example comes from: one line beside each row, in the same order. */
export type Meta = {
	project: string;
	/** the caller's own id of the item, or the decision's */
	item: string;
	/** whose judgments it rests on, in the order in which they stand */
	raters: string[];
	/** the models of what stands in the row, in its order; null where nobody said */
	models: (string | null)[];
	/** how probable it was that a person was asked, 0 to 1; null where nobody knows */
	asked: number | null;
};

type Common = {
	/** what must not be torn apart by splits: the item that it was made of */
	group: string;
	meta: Meta;
};

/** One response above another, for the same prompt. */
export type Pair = Common & {
	kind: 'pair';
	prompt: Message[];
	chosen: Message[];
	rejected: Message[];
	/** 1 to 3: the mean of what those said who prefer it; 1 where they did not say */
	strength: number;
	/** 0 to 1: the share of all votes that each is preferred by */
	shares: { chosen: number; rejected: number };
};

/** All responses to a prompt in their order. */
export type Ranked = Common & {
	kind: 'ranked';
	prompt: Message[];
	responses: Message[][];
	/** of each response, 0 for the best; the same number is a tie */
	ranks: number[];
};

/** A completion that was judged by itself: by a rating or a verdict, never by being preferred to another. */
export type Rated = Common & {
	kind: 'rated';
	prompt: Message[];
	completion: Message[];
	/** null where it was found neither good nor bad */
	label: boolean | null;
};

/** What a model should do: the completion is to be imitated. */
export type Demonstration = Common & { kind: 'demonstration'; prompt: Message[]; completion: Message[] };

/** A prompt alone, for trainers that let the model answer. */
export type Prompt = Common & { kind: 'prompt'; prompt: Message[] };

/** An answer step by step, and whether each step is right. */
export type Steps = Common & { kind: 'steps'; prompt: string; steps: string[]; labels: boolean[] };

/** An item of an annotation project with what most people say to each question. */
export type Annotated = Common & {
	kind: 'annotated';
	fields: Field[];
	questions: Question[];
	payload: Payload;
	/** of each question */
	outcomes: Outcome[];
	/** by a final answer, by one person, or by what several say */
	resolution: 'adjudication' | 'single' | 'majority';
};

/** A judgment by itself, with what was judged; an empty payload where nobody asked for it. */
export type JudgedOnce = Common & { kind: 'judged'; view: JudgmentView; payload: Payload };

export type Example = Pair | Ranked | Rated | Demonstration | Prompt | Steps | Annotated | JudgedOnce;
export type ExampleKind = Example['kind'];
export type ExampleOf<K extends ExampleKind> = Extract<Example, { kind: K }>;
