/** What an operator opens while very many decisions wait: the list by API, and the page as the server draws it. */
import { assertClean, type Part } from '../figure.ts';
import { below, latency, round, type Latency } from '../numbers.ts';
import { TOWER } from '../proposals.ts';
import { thousands } from '../turns.ts';

const pages: Record<string, string> = {
	'inbox page': `/projects/${TOWER}/inbox`,
	'inbox by API': `/api/v1/decisions?project=${TOWER}&status=open&limit=50`
};
const WARM = 20;

export const inbox: Part = async ({ sizes: { pending, times }, tower, add, say }) => {
	const on = await tower();
	const asked = async (path: string): Promise<Latency> => {
		await on.get(path, WARM);
		const { taken, failed } = await on.get(path, times);
		assertClean(failed);
		return latency(taken.empty);
	};
	const before = new Map<string, Latency>();
	for (const [name, path] of Object.entries(pages)) before.set(name, await asked(path));
	say(`${thousands(pending)} decisions that wait for people`);
	await on.fill(pending);
	const empty = await asked('/healthz');
	for (const [name, path] of Object.entries(pages)) {
		const now = await asked(path);
		add({
			part: 'inbox',
			figure: name,
			items: pending,
			measured: { answer_ms: now, answer_ms_before: before.get(name) ?? null },
			floor: { empty_endpoint_ms: empty },
			ratio: round(now.p50 / empty.p50),
			rows: await on.count(),
			goals: [below(`${name} p95 in ms at ${thousands(pending)} that wait`, now.p95, 100)]
		});
	}
};
