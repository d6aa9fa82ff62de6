/** What jobs of the tests do: the file that their threads begin with. */
import { setTimeout as sleep } from 'node:timers/promises';
import { serveJob } from '#lib/job/thread.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

type Input = { parts?: number; pauseMs?: number };

await serveJob({
	/** Hands over so many pieces, with a pause after each. */
	async pieces({ input, read, step, put }) {
		const { parts = 1, pauseMs = 0 } = input as Input;
		for (let part = 0; part < parts; part++) {
			step(part, parts);
			await put({ file: 'pieces', part, data: Buffer.from(`piece ${part}`) });
			await sleep(pauseMs);
		}
		const [row] = await read.query<{ many: number }>('select count(*) as many from job');
		return { parts, jobs: Number(row?.many) };
	},
	refuse: () => Promise.reject(new Refusal('nothing', 'There is nothing to do here.')),
	break: () => Promise.reject(new Error('a secret detail')),
	vanish: () => process.exit(1),
	spin() {
		for (;;);
	},
	async write({ read }) {
		await read.query(`update job set kind = 'stolen'`);
		return null;
	}
});
