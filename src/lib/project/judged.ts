/** Which items were judged as is asked: by whom, by people or by models, and when. */
import { z } from 'zod';

export const Moment = z.iso.datetime({
	offset: true,
	message: 'Write a moment such as 2026-01-31T00:00:00Z.'
});

/** What is asked of judgments; an item is meant where one judgment is all of it. */
export const judgedFields = {
	/** judged by people, or by models */
	judges: z.enum(['person', 'model']).optional(),
	/** by this one: an e-mail, or the name that an import gave */
	rater: z.string().min(1).max(200).optional(),
	/** at this moment or later, and before that one */
	from: Moment.optional(),
	to: Moment.optional()
};
export type Judged = z.infer<z.ZodObject<typeof judgedFields>>;

export type Judgment = { item_id: string; rater: string; kind: 'person' | 'model'; at: number };

export const asksJudged = ({ judges, rater, from, to }: Judged): boolean =>
	[judges, rater, from, to].some((one) => one !== undefined);

/**
 * The items of judgments that are meant: of each judge of an item the latest alone, as leaderboards count.
 * @param judgments in the order in which they came
 */
export function judgedAs(judgments: readonly Judgment[], { judges, rater, from, to }: Judged): Set<string> {
	const latest = new Map<string, Judgment>();
	for (const one of judgments) {
		const key = JSON.stringify([one.item_id, one.kind, one.rater]);
		const before = latest.get(key);
		if (!before || before.at <= one.at) latest.set(key, one);
	}
	const [since, until] = [from ? Date.parse(from) : -Infinity, to ? Date.parse(to) : Infinity];
	const meant = [...latest.values()].filter(
		(one) =>
			(judges === undefined || one.kind === judges) &&
			(rater === undefined || one.rater === rater) &&
			one.at >= since &&
			one.at < until
	);
	return new Set(meant.map(({ item_id }) => item_id));
}
