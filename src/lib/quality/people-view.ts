/** What is asked about people and what is said of them, on the wire and on the pages. */
import { z } from 'zod';
import type { Measured, PersonView, Side, Time, Week } from './people/measures.ts';

export type { Measured, PersonView, Side, Time, Week };

export const PeopleQuery = z.strictObject({
	/** the question whose answers are compared, where a form asks several; the first that can be unless told */
	question: z.string().min(1).max(100).optional(),
	/** an e-mail or a name: also the items on which they differ from most */
	person: z.string().min(1).max(200).optional()
});
export type PeopleQuery = z.infer<typeof PeopleQuery>;

/** The middle half of people's times, in seconds, and of how many people. */
export type Typical = { low: number; high: number; people: number } | null;

/** From the thread to the server. */
export type PeopleFound = {
	question: string | null;
	type: string | null;
	/** those of the form that can be compared */
	questions: string[];
	/** by name */
	people: PersonView[];
	/** of all together */
	side: Side;
	typical: Typical;
	/** items on which the person that was asked about differs from most */
	apart: { id: string; key: string; agreed: number; others: number; among: number | null }[];
};

/** Whole steps of ten; null where nothing can be said. */
export type OwnFound = {
	agreement: Measured | null;
	side: Side | null;
	time: Time | null;
	fast: Measured | null;
	typical: Typical;
};

export type PeopleView = PeopleFound & { project: string };
