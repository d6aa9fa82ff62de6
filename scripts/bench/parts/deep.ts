/** One person alone in a project of overlap 3: at their first items, and after very many. */
import { assertClean, flat, perSecond, type Part } from '../figure.ts';
import { latency } from '../numbers.ts';
import type { Task, Worked } from '../people.ts';
import { thousands } from '../turns.ts';

export const deep: Part = async ({ sizes: { large, depth, times }, ground, add, say }) => {
	const on = await ground(large);
	await on.fill();
	const alone = async (task: Task): Promise<Worked> => {
		const work = await on.one(task);
		assertClean(work.failed);
		return work;
	};
	const some: Task = { act: 'alone', times, empty: false };
	await alone({ ...some, times: 50 });
	const first = await alone(some);
	say(`one person works through ${thousands(depth)} items`);
	const way = await alone({ act: 'advance', until: depth - times - 50, hands: 4 });
	const last = await alone(some);
	const empty = await alone({ ...some, empty: true });
	const at = ({ taken }: Worked) => ({ claim: latency(taken.claim), submit: latency(taken.submit) });
	const [before, after] = [at(first), at(last)];
	add({
		part: 'deep',
		figure: `one person from item ${thousands(depth + 1)} on, overlap 3`,
		items: large,
		measured: {
			claim_ms: after.claim,
			submit_ms: after.submit,
			first_claim_ms: before.claim,
			first_submit_ms: before.submit,
			items_per_second_on_the_way: perSecond(way.requests, way.seconds)
		},
		floor: { empty_endpoint_ms: latency(empty.taken.empty) },
		rows: await on.count(),
		goals: [
			...flat('claim of one person', before.claim, after.claim),
			...flat('submit of one person', before.submit, after.submit)
		]
	});
};
