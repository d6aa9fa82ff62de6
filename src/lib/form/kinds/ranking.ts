/** Responses from best to worst: tiers, with ties and left-out ones, and how strongly the first two differ. */
import { z } from 'zod';
import { isObject } from '#lib/schema/json.ts';
import { common, jsonCell, wrong, type Kind, type Problem } from '../kind.ts';
import { hint } from '../near.ts';
import { parseRanking } from '../ranking.ts';
import { responseIds } from '../responses.ts';

const known = ['tiers', 'strength', 'all_bad', 'written'];
const MOST_WRITTEN = 200_000;

export const ranking: Kind = {
	type: 'ranking',
	fits: [],
	schema: z.strictObject({
		...common,
		type: z.literal('ranking'),
		/** so many responses must have a place, where an item has as many; when all are bad, none must */
		min: z.int().min(1).max(1000).optional()
	}),
	required: true,
	check({ min = 1 }, answer, payload) {
		if (!isObject(answer))
			return wrong('Send {tiers, strength}, such as {"tiers":[["a"],["b"]],"strength":2}.');
		const extra = Object.keys(answer).find((name) => !known.includes(name));
		if (extra) return wrong(`A ranking has no “${extra}”.${hint(extra, known)}`);
		const { tiers, strength, all_bad: allBad, written } = answer;
		const ids = responseIds(payload);
		if (!Array.isArray(tiers) || tiers.length === 0)
			return wrong('Send at least one tier of response ids.', '/tiers');
		const seen = new Set<string>();
		const problems: Problem[] = [];
		tiers.forEach((tier, t) => {
			if (!Array.isArray(tier) || tier.length === 0)
				return problems.push(...wrong('A tier is a list of at least one response id.', `/tiers/${t}`));
			tier.forEach((id, i) => {
				const path = `/tiers/${t}/${i}`;
				if (typeof id !== 'string' || !ids.includes(id))
					problems.push(
						...wrong(`“${String(id)}” is no response of this item.${hint(String(id), ids)}`, path)
					);
				else if (seen.has(id)) problems.push(...wrong(`“${id}” stands in two places.`, path));
				else seen.add(id);
			});
		});
		const least = Math.min(min, ids.length);
		if (problems.length === 0 && seen.size < least && allBad !== true)
			problems.push(...wrong(`Rank at least ${least} responses; this ranks ${seen.size}.`, '/tiers'));
		if (strength !== undefined) {
			if (typeof strength !== 'number' || ![0, 1, 2, 3].includes(strength))
				problems.push(...wrong('strength is 0, 1, 2 or 3.', '/strength'));
			else if (tiers.length === 1 && strength !== 0)
				problems.push(...wrong('One tier with all is a tie: its strength is 0.', '/strength'));
		}
		if (allBad !== undefined && typeof allBad !== 'boolean')
			problems.push(...wrong('all_bad is true or false.', '/all_bad'));
		if (written !== undefined && (typeof written !== 'string' || written.length > MOST_WRITTEN))
			problems.push(...wrong(`written is text of at most ${MOST_WRITTEN} characters.`, '/written'));
		return problems;
	},
	fromText: (_, text) => (text.trim().startsWith('{') ? jsonCell(text) : parseRanking(text))
};
