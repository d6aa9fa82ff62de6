/**
 * A version of a dataset, made in the thread of a job: the rows that its judgments give, dealt into three splits, beside
 * the driver that reads the same rows once and makes a line of JSON of each. Then a file of it, from its first byte.
 */
import { run } from '../child.ts';
import { besideDriver, firstByteGoal, type Part } from '../figure.ts';
import type { Floor, Job } from '../floor.ts';
import { SLUG } from '../ground.ts';
import { round } from '../numbers.ts';
import { thousands } from '../turns.ts';

const FORMAT = 'trl-dpo';

export const builds: Part = async ({ sizes, ground, add, say }) => {
	for (const many of sizes.rows) {
		const on = await ground(many);
		await on.fill();
		say(`a version of a dataset of ${thousands(many)} items`);
		const { rows, seconds, path, memory, cpu } = await on.build(FORMAT);
		const job: Job = { act: 'export', url: on.url, kind: 'pairs', slug: SLUG };
		const { rows: bare } = await run<Job, Floor>('floor.ts', job, { minutes: 30 });
		if (!bare) throw new Error('The driver read nothing.');
		const file = await on.read(`${path}/train.jsonl`);
		const figure = besideDriver('a build', many, seconds, { memory, cpu }, bare);
		add({
			part: 'build',
			figure: `a version as ${FORMAT}`,
			items: many,
			...figure,
			measured: {
				...figure.measured,
				rows,
				file_first_byte_ms: round(file.first ?? NaN),
				file_mb_per_second: round(file.bytes / file.seconds / 1e6),
				file_peak_memory_mb: file.memory
			},
			goals: [...figure.goals, firstByteGoal('a file of a version', file.first)],
			rows: await on.count()
		});
	}
};
