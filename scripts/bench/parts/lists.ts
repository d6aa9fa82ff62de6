/** What managers open: the first page of the items, of each status too, and the counts of a project. */
import { flat, type Part } from '../figure.ts';
import { SLUG } from '../ground.ts';
import { latency, round } from '../numbers.ts';
import type { Worked } from '../people.ts';
import { inTurns } from '../turns.ts';

const items = `/api/v1/projects/${SLUG}/items?limit=50`;
const pages: Record<string, string> = {
	'first page of the items': items,
	'first page of the open items': `${items}&status=open`,
	'first page of the leased items': `${items}&status=leased`,
	'first page of the resolved items': `${items}&status=resolved`,
	'counts of the project': `/api/v1/projects/${SLUG}/stats`
};

export const lists: Part = async (bench) => {
	const times = Math.ceil(bench.sizes.times / bench.sizes.rounds);
	const [small, large] = await inTurns(bench, 'pages', async (on) => {
		const taken: Record<string, Worked> = { empty: await on.get('/healthz', times) };
		for (const [name, path] of Object.entries(pages)) taken[name] = await on.get(path, times);
		return taken;
	});
	const answers = (turn: typeof small, name: string) => latency((turn[name] as Worked).taken.empty);
	const empty = answers(large, 'empty');
	for (const name of Object.keys(pages)) {
		const [before, now] = [answers(small, name), answers(large, name)];
		bench.add({
			part: 'lists',
			figure: name,
			items: large.on.items,
			measured: { answer_ms: now, [`answer_ms_at_${small.on.items}_items`]: before },
			floor: { empty_endpoint_ms: empty },
			ratio: round(now.p50 / empty.p50),
			rows: await large.on.count(),
			goals: flat(name, before, now)
		});
	}
};
