/** Both exports, streamed, beside the driver that reads the rows they are made of and makes a line of JSON of each. */
import { run } from '../child.ts';
import { besideDriver, firstByteGoal, type Part } from '../figure.ts';
import type { Floor, Job } from '../floor.ts';
import { SLUG } from '../ground.ts';
import { round } from '../numbers.ts';
import { thousands } from '../turns.ts';

const formats = [
	{ name: 'trl-dpo', kind: 'pairs' },
	{ name: 'judgments', kind: 'votes' }
] as const;

export const exports: Part = async ({ sizes, ground, add, say }) => {
	for (const many of sizes.rows) {
		const on = await ground(many);
		await on.fill();
		for (const { name, kind } of formats) {
			say(`an export as ${name} of ${thousands(many)} items`);
			const { rows: lines, seconds, bytes, first, memory, cpu } = await on.read(`/export?format=${name}`);
			const job: Job = { act: 'export', url: on.url, kind, slug: SLUG };
			const { rows: bare } = await run<Job, Floor>('floor.ts', job, { minutes: 30 });
			if (!bare) throw new Error('The driver read nothing.');
			// A tie makes no pair and is read all the same: both sides count what goes in.
			const figure = besideDriver(`export as ${name}`, many, seconds, { memory, cpu }, bare);
			add({
				part: 'export',
				figure: `${name} out`,
				items: many,
				...figure,
				measured: {
					...figure.measured,
					first_byte_ms: round(first ?? NaN),
					lines,
					bytes_a_line: Math.round(bytes / lines)
				},
				goals: [...figure.goals, firstByteGoal(`export as ${name}`, first)],
				rows: await on.count()
			});
		}
	}
};
