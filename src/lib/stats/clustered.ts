/** A share whose parts come in clusters: of each item a share of the others who say the same, of each ranking its pairs. */
import { t95 } from './student.ts';
import { wilson, type Share } from './wilson.ts';

/** What is known of clusters that each count the same. */
export type Clusters = {
	many: number;
	/** of each cluster's share, 0 to 1: their sum, and the sum of their squares */
	sum: number;
	squares: number;
	/** what was counted in all clusters together, at least one in each */
	parts: number;
};

export const noClusters = (): Clusters => ({ many: 0, sum: 0, squares: 0, parts: 0 });

export function addCluster(to: Clusters, share: number, parts: number): void {
	to.many++;
	to.sum += share;
	to.squares += share * share;
	to.parts += parts;
}

/**
 * The mean of the clusters with a score interval at 95 %, as of so many independent ones as would spread as much: E. L.
 * Korn, B. I. Graubard (1998), Confidence Intervals for Proportions with Small Expected Number of Positive Counts
 * Estimated from Survey Data, Survey Methodology 24, 193-201, with Wilson's interval in place of the exact one and
 * Student's t for few clusters. Where each cluster is one yes or no it is Wilson's, but for that t.
 * @returns `of`: the clusters; null of none
 */
export function clusteredShare({ many, sum, squares, parts }: Clusters): Share | null {
	if (many === 0) return null;
	const share = sum / many;
	const variance = many < 2 ? 0 : Math.max(0, squares - many * share * share) / (many - 1);
	// Clusters cannot spread more than single answers, nor tell more than all that was counted.
	const alone = variance > 0 ? (share * (1 - share) * many) / variance : parts;
	const like = Math.min(parts, Math.max(many, alone));
	const found = wilson(share * like, like, many > 1 ? t95(many - 1) : undefined);
	return found && { ...found, share, of: many };
}
