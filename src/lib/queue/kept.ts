/** What the browser keeps of one person's work: the drafts, and the outbox. */
import { browserStorage, drafts, type Drafts } from './draft.ts';
import { browserKeep } from './keep.ts';
import { Outbox } from './outbox.svelte.ts';
import type { Send } from './sitting.ts';
import { alone, wireOf } from './tabs.ts';

/** @param send under this person's session and no other */
export const kept = <Draft>(person: string, send: Send): { drafts: Drafts<Draft>; outbox: Outbox } => ({
	drafts: drafts<Draft>(browserStorage(), person),
	outbox: new Outbox({ person, send, keep: browserKeep(), alone: alone(person), wire: wireOf(person) })
});
