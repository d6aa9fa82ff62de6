/**
 * Fifty people at their pace in each order that looks at more than when an item came: pairs of a hundred models that are
 * drawn, and items by what models are unsure of.
 */
import { assertClean, type Part } from '../figure.ts';
import { below } from '../numbers.ts';
import { thousands } from '../turns.ts';
import { latencies, MOST_MS, paced } from './pace.ts';

const rowsOf = { balanced: 'matches', informative: 'matches', uncertainty: 'scored' } as const;
const orderNames = Object.keys(rowsOf) as (keyof typeof rowsOf)[];

export const orders: Part = async ({ sizes: { seconds, rows }, ground, add, say }) => {
	for (const items of rows) {
		const on = await ground(items);
		for (const [i, order] of orderNames.entries()) {
			say(`fifty people in the order ${order}, ${thousands(items)} items`);
			await on.ordered(order, order, rowsOf[order]);
			const work = await on.peopleIn(order, paced(seconds, 91 + i));
			assertClean(work.failed);
			const measured = latencies(work);
			add({
				part: 'orders',
				figure: `50 people at their pace in the order ${order}`,
				items,
				measured,
				floor: {},
				rows: await on.count(),
				goals: [
					below(`claim p95 in ms, ${order}`, measured.claim_ms.p95, MOST_MS),
					below(`submit p95 in ms, ${order}`, measured.submit_ms.p95, MOST_MS)
				]
			});
		}
	}
};
