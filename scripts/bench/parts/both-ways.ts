/** What waits for people: from the agent to the reviewer's screen, and from the verdict back to the waiting agent. */
import { run } from '../child.ts';
import { assertClean, type Part } from '../figure.ts';
import type { Floor, Job } from '../floor.ts';
import { below, latency } from '../numbers.ts';

const PACE = 20;
const WARM = 2;
const MOST_MS = 250;

export const bothWays: Part = async ({ databases, sizes: { seconds }, tower, add, say }) => {
	const on = await tower();
	say(`${PACE} decisions a second that wait for people, who answer at once`);
	const pace = { perSecond: PACE, seconds, warm: WARM, seed: 23 };
	const empty = await on.agents({ ...pace, act: 'pace', connections: 50, empty: true });
	const { taken, failed } = await on.duty(pace);
	for (const each of [empty.failed, failed]) assertClean(each);
	const url = await databases.fresh();
	const { commit = null } = await run<Job, Floor>('floor.ts', { act: 'commits', url, many: 300 });
	const [screen, verdict] = [latency(taken.screen), latency(taken.verdict)];
	add({
		part: 'both-ways',
		figure: `decisions that wait for people, ${PACE} a second`,
		items: 0,
		measured: {
			submit_to_screen_ms: screen,
			verdict_to_agent_ms: verdict,
			claim_ms: latency(taken.claim),
			review_ms: latency(taken.review),
			consume_ms: latency(taken.consume),
			client_lag_ms: latency(taken.lag)
		},
		floor: { empty_endpoint_ms: latency(empty.taken.empty), driver_commit_ms: commit },
		rows: await on.count(),
		goals: [
			below('submit to screen p95 in ms', screen.p95, MOST_MS),
			below('verdict to agent p95 in ms', verdict.p95, MOST_MS)
		]
	});
};
