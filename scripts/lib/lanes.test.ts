import { expect, it } from 'vitest';
import { inLanes, type Job } from './lanes.ts';

/** Jobs that each last some turns of the clock, and what was at work each time one began. */
function watched() {
	const atWork = new Set<string>();
	const seen: string[] = [];
	const job = (name: string, turns: number, more: Partial<Job> = {}): Job => ({
		name,
		...more,
		work: async () => {
			atWork.add(name);
			seen.push([...atWork].join('+'));
			for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
			atWork.delete(name);
		}
	});
	return { job, seen };
}

it('works side by side, no more at once than there are lanes, in the order given', async () => {
	const { job, seen } = watched();
	await inLanes([job('a', 5), job('b', 10), job('c', 10), job('d', 1)], 2);
	expect(seen).toEqual(['a', 'a+b', 'b+c', 'c+d']);
});

it('lets the next go first while one waits for another’s work', async () => {
	const { job, seen } = watched();
	await inLanes([job('build', 5), job('http', 1, { after: 'build' }), job('unit', 2), job('sqlite', 20)], 2);
	expect(seen).toEqual(['build', 'build+unit', 'build+sqlite', 'sqlite+http']);
});

it('gives the machine to one alone when the others are done', async () => {
	const { job, seen } = watched();
	await inLanes([job('memory', 3, { alone: true }), job('a', 2), job('b', 5)], 2);
	expect(seen).toEqual(['a', 'a+b', 'memory']);
});

it('does not wait for a part that was not asked for', async () => {
	const { job, seen } = watched();
	await inLanes([job('http', 1, { after: 'build' })], 2);
	expect(seen).toEqual(['http']);
});

it('ends with an error where two wait for each other, and hands on the error of a job', async () => {
	const { job } = watched();
	const both = [job('a', 1, { after: 'b' }), job('b', 1, { after: 'a' })];
	await expect(inLanes(both, 2)).rejects.toThrow('They wait for each other: a,b');
	const broken = { name: 'broken', work: () => Promise.reject(new Error('no disk')) };
	await expect(inLanes([broken, job('a', 1)], 2)).rejects.toThrow('no disk');
});
