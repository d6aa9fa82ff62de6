/** Votes on models as columns of numbers, read from the words of the derived table: a million take some fifty megabytes. */
import { at, few, flags, many, NO_MODEL, of } from '#lib/queue/comparison.ts';
import { long, whole } from '#lib/stats/column.ts';
import { numberMap } from '#lib/stats/number-map.ts';

/** Hashes as small numbers, in the order of their first coming. */
function numbering() {
	const known = numberMap();
	const hashes: number[] = [];
	return {
		hashes,
		of(hash: number): number {
			const found = known.get(hash);
			if (found !== null) return found;
			known.set(hash, hashes.length);
			return hashes.push(hash) - 1;
		},
		find: (hash: number): number => known.get(hash) ?? -1
	};
}

export function newVotes() {
	const [moment, item] = [long(), long()];
	const [dwell, rater, prompt, flag] = [whole(), whole(), whole(), whole()];
	/** by vote: where its responses begin among the three columns of responses */
	const from = whole();
	const [model, length, tier] = [whole(), whole(), whole()];
	const [raters, prompts, models] = [numbering(), numbering(), numbering()];
	return {
		moment,
		item,
		dwell,
		rater,
		prompt,
		flag,
		from,
		model,
		length,
		tier,
		raters,
		models,
		size: () => flag.size(),
		/** how many responses a vote is of */
		many: (i: number) => (i + 1 < from.size() ? from.at(i + 1) : model.size()) - from.at(i),
		/** @param words one after the other, each as long as its responses make it */
		add(words: string): void {
			for (let word = 0; word < words.length;) {
				moment.push(many(words, word + at.moment, word + at.dwell));
				dwell.push(few(words, word + at.dwell, word + at.item));
				item.push(many(words, word + at.item, word + at.rater));
				rater.push(raters.of(many(words, word + at.rater, word + at.prompt)));
				prompt.push(prompts.of(many(words, word + at.prompt, word + at.flags)));
				flag.push(few(words, word + at.flags, word + at.many));
				from.push(model.size());
				const end = word + at.head + few(words, word + at.many, word + at.head) * of.all;
				for (word += at.head; word < end; word += of.all) {
					const hash = many(words, word + of.model, word + of.length);
					model.push(hash === NO_MODEL ? -1 : models.of(hash));
					length.push(few(words, word + of.length, word + of.tier));
					tier.push(few(words, word + of.tier, word + of.all));
				}
			}
		}
	};
}
export type Votes = ReturnType<typeof newVotes>;

/** The latest vote of each judge on each item; those of one moment came in the order in which they stand. */
export function standingVotes(votes: Votes): { standing: Uint8Array; revised: number } {
	const latest = numberMap();
	const standing = new Uint8Array(votes.size());
	let revised = 0;
	for (let i = 0; i < standing.length; i++) {
		const judge = 2 * votes.rater.at(i) + (votes.flag.at(i) & flags.model);
		const key = (votes.item.at(i) + judge * 2_654_435_761) % 2 ** 53;
		const before = latest.get(key);
		if (before !== null) revised++;
		if (before !== null && votes.moment.at(before) > votes.moment.at(i)) continue;
		if (before !== null) standing[before] = 0;
		standing[i] = 1;
		latest.set(key, i);
	}
	return { standing, revised };
}
