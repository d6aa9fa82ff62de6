/** A thread that answers as a test asks it to. */
import { serveAnswers } from '#lib/job/answering-thread.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

type Told = { do: 'echo' | 'count' | 'wait' | 'refuse' | 'break' | 'die' | 'left'; text?: string };

/** Questions that were given up. */
let left = 0;

await serveAnswers(async ({ read, question, pause }) => {
	const told = question as Told;
	switch (told.do) {
		case 'echo':
			return told.text ?? null;
		case 'count':
			return (await read.query('select id from project')).length;
		case 'wait':
			for (;;) await pause().catch((over: unknown) => (left++, Promise.reject(over as Error)));
		case 'left':
			return left;
		case 'refuse':
			throw new Refusal('wrong_stage', 'Choose another format.');
		case 'break':
			throw new Error('Something is wrong.');
		case 'die':
			process.exit(1);
	}
});
