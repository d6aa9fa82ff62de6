/** The desk of each stage whose items are handed out by the queue. */
import { desk as alignment } from '#lib/alignment/desk.server.ts';
import { desk as annotation } from '#lib/annotation/desk.server.ts';
import type { Desk } from '#lib/queue/desk.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Stage } from '#lib/schema/values.ts';

/** @throws Refusal wrong_stage for runtime, whose decisions are claimed one by one */
export function deskOf(stage: Stage): Desk {
	if (stage === 'annotation') return annotation;
	if (stage === 'alignment') return alignment;
	throw new Refusal('wrong_stage', 'A runtime project has decisions to review, not items to claim.');
}
