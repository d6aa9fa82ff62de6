/** Pairs, then a second file of votes joined to them, each by one streamed request. */
import { run } from '../child.ts';
import { besideDriver, type Part } from '../figure.ts';
import type { Floor, Job } from '../floor.ts';
import { thousands } from '../turns.ts';

export const imports: Part = async ({ databases, sizes, ground, add, say }) => {
	for (const many of sizes.rows) {
		const on = await ground(many);
		const filled = await on.fill();
		say(`the driver alone takes ${thousands(many)} pairs and votes`);
		const url = await databases.fresh();
		const floor = await run<Job, Floor>('floor.ts', { act: 'import', url, many }, { minutes: 30 });
		for (const kind of ['pairs', 'votes'] as const) {
			const { rows, seconds, bytes, memory, cpu } = filled[kind];
			const bare = floor[kind];
			if (!bare) throw new Error(`The driver took no ${kind}.`);
			const figure = besideDriver(`import of ${kind}`, rows, seconds, { memory, cpu }, bare);
			add({
				part: 'import',
				figure: `${kind} in`,
				items: many,
				...figure,
				measured: { ...figure.measured, bytes_a_row: Math.round(bytes / rows) },
				rows: await on.count()
			});
		}
	}
};
