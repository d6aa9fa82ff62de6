/** What waits: for everybody who may, and of that for one person. */
import type { Stage } from '#lib/schema/values.ts';
import { workOf } from './work.ts';

export type Counted = {
	stage: Stage;
	state: string;
	works: boolean;
	counts: { items: number; places: number; counted: number; submitted: number; imported: number };
	mine: { submitted: number; skipped: number };
};

/** Places that nobody has filled yet. */
export const openPlaces = ({ counts }: Pick<Counted, 'counts'>): number =>
	Math.max(0, counts.places - counts.counted);

/** Whether there is a page to work on, and one may. */
export const isOpen = ({ stage, state, works }: Pick<Counted, 'stage' | 'state' | 'works'>): boolean =>
	workOf(stage) !== null && state === 'active' && works;

/** Items that one person could still be handed, at most: each item comes once, and only while a place is open. */
export const openFor = (line: Counted): number =>
	isOpen(line)
		? Math.min(openPlaces(line), Math.max(0, line.counts.items - line.mine.submitted - line.mine.skipped))
		: 0;

export type Led = Pick<Counted, 'stage' | 'state' | 'counts'> & { leads: boolean };

/** Whether items of it may need a lead who is oneself: somebody judged, and it goes on. */
export const mayDispute = ({ stage, state, leads, counts }: Led): boolean =>
	leads && stage !== 'runtime' && state === 'active' && counts.submitted + counts.imported > 0;
