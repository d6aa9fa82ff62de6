/** How many items wait for a lead, for pages that show it beside other things and do not wait for it. */
import type { Actor } from '#lib/auth/actor.ts';
import { report } from '#lib/http/report.server.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { countToAdjudicate } from '#lib/quality/adjudication.server.ts';
import { MOST_KEPT } from '#lib/quality/disputes.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { mayDispute, type Led } from './waiting.ts';

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

/**
 * Of several projects, one after the other, so that no page's question takes another's place; only of as many as the
 * thread remembers, else each look at them would read all of them anew.
 * @returns by slug; a project that is not among them is not counted here
 */
export function toAdjudicateIn(
	store: Store,
	statistics: Answering,
	actor: Actor,
	lines: readonly (Led & { slug: string })[],
	page: string
): Record<string, Promise<number | null>> {
	let before: Promise<unknown> = Promise.resolve();
	return Object.fromEntries(
		lines
			.filter(mayDispute)
			.slice(0, MOST_KEPT)
			.map(({ slug }) => {
				const own = before.then(() => toAdjudicate(store, statistics, actor, slug, page));
				before = own;
				return [slug, own];
			})
	);
}
