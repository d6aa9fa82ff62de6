/** How many items wait for a lead, for pages that show it beside other things and do not wait for it. */
import type { Actor } from '#lib/auth/actor.ts';
import { report } from '#lib/http/report.server.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { countToAdjudicate } from '#lib/quality/adjudication.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';

/** @returns null where it could not be counted: the page says everything else without it */
export const toAdjudicate = (
	store: Store,
	statistics: Answering,
	actor: Actor,
	slug: string,
	page: string
): Promise<number | null> =>
	countToAdjudicate(store, statistics, actor, slug, page).catch((error: unknown) => {
		if (!(error instanceof Refusal)) report(error, `to adjudicate, ${page}`);
		return null;
	});
