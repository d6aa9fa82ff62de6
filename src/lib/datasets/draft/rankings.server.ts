/** Rankings for a preview: responses go by their place in the file, so that votes of many items are alike. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Ranking } from '#lib/form/ranking.ts';
import { sideOf, type Side } from '#lib/project/consensus.ts';
import { rankingIn, standingItems } from '#lib/project/resolving.server.ts';
import { isObject } from '#lib/schema/json.ts';
import type { Payload } from '#lib/schema/values.ts';
import { ExportQuery } from '../export.ts';
import { responseIds } from '../messages.ts';
import type { Policies } from '../policy.ts';
import { rankingsIn } from '../rankings.server.ts';
import { decidedOrders, decidedPairs, pairIn, type Ballots, type Judging } from '../rankings.ts';
import { itemsById, type ItemText } from './items.server.ts';
import { kept } from '#lib/stats/growing.ts';
import { remembering, sayings } from './remembering.ts';
import type { Ask, Entry, Likely, Stage, Voting } from './stage.server.ts';
import { unitOf } from './unit.server.ts';

export const places = Array.from({ length: 256 }, (_, i) => String(i));

/** A ranking whose responses go by their places; one that the item no longer has keeps its tier from being empty. */
function placed(ranking: Ranking, ids: string[]): Ranking {
	const place = (id: string) => places[ids.indexOf(id)] ?? '?';
	return { ...ranking, tiers: ranking.tiers.map((tier) => tier.map(place)) };
}

/** An item whose responses are called by their places. */
export function numbered(payload: Payload): Payload {
	let next = 0;
	const { responses } = payload;
	if (!Array.isArray(responses)) return payload;
	return {
		...payload,
		responses: responses.map((one) =>
			isObject(one) && typeof one.id === 'string' ? { ...one, id: places[next++] ?? '' } : one
		)
	};
}

/** Of so few responses all pairs are looked at when their texts are read: votes may turn round later. */
const MOST_WHOLE = 3;

const ballot = (ranking: Ranking) => ({ ballot: ranking, text: JSON.stringify(ranking) });

const ballotsOf = ({ id, size, final, votes }: Voting<Ranking>): Ballots => ({
	id,
	ids: places.slice(0, size),
	final,
	votes
});

export function rankingStage(project: ProjectRow, question: string): Stage<Ranking, ItemText> {
	const read = rankingIn(question);
	const orders = kept<string>();
	const said = sayings();
	const contentOf = (size: number) => ({
		pair: (better: string, worse: string) => Number(better) * size + Number(worse),
		order: (text: string) => orders.of(text, () => text)
	});

	return {
		learnsFrom: 'resolved',
		appends: false,
		async *read(db, asOf, which = {}) {
			const pages = standingItems(db, project, read, asOf, { ...which, withMetadata: true });
			for await (const page of pages)
				yield page.map((item) => {
					const payload = JSON.parse(item.payload) as Payload;
					const ids = responseIds(payload);
					const own = (ranking: Ranking) => ballot(placed(ranking, ids));
					return unitOf(item, () => numbered(payload), ids.length, own);
				});
		},
		materials: (db, _asOf, ids) => itemsById(db, ids, numbered),
		// A prompt is the item's own, whatever is made of it.
		promptsAs: () => 'prompt',
		contents: ({ from }, size) => (from === 'pair' ? size * size : from === 'prompt' ? 1 : 0),
		everything({ from }, { id, key, payload }, size) {
			if (from !== 'pair' || size > MOST_WHOLE) return null;
			const item = { id, key, payload, votes: [], raters: [] };
			return places.slice(0, size).flatMap((better, b) =>
				places
					.slice(0, size)
					.filter((worse) => worse !== better)
					.map((worse) => ({
						content: b * size + Number(worse),
						example: pairIn(project.slug, item, { better, worse, who: 'all' })
					}))
			);
		},
		judge({ target, per, options, policies }) {
			// What one person says stands as it is, whatever is likeliest of all.
			const asks = policies.disagreement === 'dawid_skene' && per === 'item' ? [sidesUnder(policies)] : [];
			const decide = remembering(said);
			const judgingOf = (size: number, likely: Likely): Judging => ({
				policies,
				decide,
				likely: (_item, a, b) => likely(0, pairAt(Number(a), Number(b), size)) as Side | null
			});
			const query = ExportQuery.parse({
				format: target.name,
				per,
				tools: options.tools ? 'include' : 'drop'
			});
			return {
				asks,
				asked: `${policies.ties} ${policies.all_bad}`,
				unordered: per === 'item',
				decide(voting, likely) {
					const judging = judgingOf(voting.size, likely);
					const entry: Entry = { drops: [], made: [] };
					const content = contentOf(voting.size);
					const place = (who: number | 'all') => (who === 'all' ? -1 : who);
					if (target.from === 'prompt') entry.made.push({ content: 0, who: -1 });
					else if (target.from === 'pair')
						for (const one of decidedPairs(ballotsOf(voting), per, judging))
							if (typeof one === 'string') entry.drops.push(one);
							else entry.made.push({ content: content.pair(one.better, one.worse), who: place(one.who) });
					else
						for (const one of decidedOrders(ballotsOf(voting), per, judging))
							if (typeof one === 'string') entry.drops.push(one);
							else
								entry.made.push({
									content: content.order(`${one.ids.join()} ${one.ranks.join()}`),
									who: place(one.who)
								});
					return entry;
				},
				examples: ({ id, key, payload }, { size, votes, raters, final }, likely) =>
					rankingsIn(
						project,
						{ id, key, payload, votes, raters, final, resolved: true },
						{ target, question, query, policies },
						judgingOf(size, likely)
					)
			};
		}
	};
}

/** The number of two responses among all pairs, in the order of the file. */
const pairAt = (a: number, b: number, size: number): number => a * size - (a * (a + 1)) / 2 + (b - a - 1);

/** What Dawid-Skene learns of rankings: the side of every two responses, but what is ignored. */
const sidesUnder = ({ ties, all_bad: bad }: Policies): Ask<Ranking> => ({
	parts: (size) => (size * (size - 1)) / 2,
	said: (ranking, size) =>
		places.slice(0, size).flatMap((a, i) =>
			places.slice(i + 1, size).map((b) => {
				const side = sideOf(ranking, a, b);
				const isIgnored = (side === 'tie' && ties === 'ignore') || (side === 'all_bad' && bad === 'ignore');
				return isIgnored ? null : side;
			})
		)
});
