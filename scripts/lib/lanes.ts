/**
 * Work side by side, in the order given: most parts of the tests keep one core busy and wait for it. Whoever needs
 * another's work waits for it while later ones go first; whoever needs the machine alone comes when the others are done.
 */
export type Job = {
	name: string;
	/** the name of a job that must have ended before */
	after?: string;
	alone?: boolean;
	work: () => Promise<void>;
};

export async function inLanes(jobs: readonly Job[], lanes: number): Promise<void> {
	const shared = jobs.filter(({ alone }) => !alone);
	const waiting = [...shared];
	const done = new Set<string>();
	const running = new Map<string, Promise<string>>();
	const isDue = ({ after }: Job): boolean =>
		after === undefined || done.has(after) || !jobs.some(({ name }) => name === after);
	while (waiting.length > 0 || running.size > 0) {
		for (
			let next = waiting.findIndex(isDue);
			next >= 0 && running.size < lanes;
			next = waiting.findIndex(isDue)
		)
			for (const { name, work } of waiting.splice(next, 1))
				running.set(
					name,
					work().then(() => name)
				);
		if (running.size === 0)
			throw new Error(`They wait for each other: ${waiting.map(({ name }) => name).join()}`);
		const ended = await Promise.race(running.values());
		running.delete(ended);
		done.add(ended);
	}
	for (const { alone, work } of jobs) if (alone) await work();
}
