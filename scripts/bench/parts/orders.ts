/**
 * Fifty people at their pace in each order that looks at more than when an item came: pairs of a hundred models that are
 * drawn, and items by what models are unsure of; each beside the same people where items come as they were imported.
 */
import { assertClean, type Part } from '../figure.ts';
import type { Ground } from '../ground.ts';
import { below, round } from '../numbers.ts';
import { thousands } from '../turns.ts';
import { latencies, MOST_MS, paced } from './pace.ts';

const rowsOf = { balanced: 'matches', informative: 'matches', uncertainty: 'scored' } as const;
const orderNames = Object.keys(rowsOf) as (keyof typeof rowsOf)[];

/** @param slug a project of the ground */
async function worked(on: Ground, slug: string, seconds: number, seed: number) {
	const { result, cost } = await on.costing(() => on.peopleIn(slug, paced(seconds, seed)));
	assertClean(result.failed);
	const cpu = cost.cpu === null ? null : round((cost.cpu * 1e6) / result.requests);
	return { ...latencies(result), cpu_us_a_request: cpu };
}

export const orders: Part = async ({ sizes: { seconds, rows }, ground, add, say }) => {
	for (const items of rows) {
		const on = await ground(items);
		say(`fifty people in the order imported, ${thousands(items)} items`);
		await on.ordered('imported', 'imported', 'matches');
		const usual = await worked(on, 'imported', seconds, 90);
		for (const [i, order] of orderNames.entries()) {
			say(`fifty people in the order ${order}, ${thousands(items)} items`);
			await on.ordered(order, order, rowsOf[order]);
			const measured = await worked(on, order, seconds, 91 + i);
			add({
				part: 'orders',
				figure: `50 people at their pace in the order ${order}`,
				items,
				measured,
				floor: {
					imported_claim_ms: usual.claim_ms,
					imported_submit_ms: usual.submit_ms,
					imported_cpu_us_a_request: usual.cpu_us_a_request
				},
				rows: await on.count(),
				goals: [
					below(`claim p95 in ms, ${order}`, measured.claim_ms.p95, MOST_MS),
					below(`submit p95 in ms, ${order}`, measured.submit_ms.p95, MOST_MS)
				]
			});
		}
	}
};
