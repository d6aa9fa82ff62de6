/** What the browser keeps of one person's work: the drafts, and the outbox. */
import { browserStorage, drafts, type Drafts } from './draft.ts';
import { browserKeep } from './keep.ts';
import { Outbox } from './outbox.svelte.ts';
import type { Send } from './sitting.ts';
import { alone, wireOf } from './tabs.ts';

export type Kept<Draft = unknown> = { drafts: Drafts<Draft>; outbox: Outbox };

/** @param send under this person's session and no other */
export const kept = <Draft = unknown>(person: string, send: Send): Kept<Draft> => ({
	drafts: drafts<Draft>(browserStorage(), person),
	outbox: new Outbox({ person, send, keep: browserKeep(), alone: alone(person), wire: wireOf(person) })
});
