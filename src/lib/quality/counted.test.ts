import { expect, it } from 'vitest';
import { Refusal } from '#lib/schema/refusal.ts';
import { counted } from './counted.server.ts';

const never = new Promise<number>(() => {});

it('gives what is counted in time, and nothing of what comes later', async () => {
	expect(await counted(Promise.resolve(7), 'a page')).toEqual({ value: 7, problem: null });
	expect(await counted(never, 'a page', 1)).toEqual({ value: null, problem: null });
});

it('waits on where somebody’s newer question took its place', async () => {
	const superseded = Promise.reject(new Refusal('superseded', 'A newer question.'));
	expect(await counted(superseded, 'a page')).toEqual({ value: null, problem: null });
});

it('says with a number that it cannot be counted, and lets a refusal through', async () => {
	const broken = await counted(Promise.reject(new Error('the thread ended')), 'a page');
	expect(broken.value).toBeNull();
	expect(broken.problem?.detail).toMatch(/tell whoever runs the server the number \S+\.$/);
	expect(broken.problem?.detail).not.toContain('the thread ended');
	await expect(counted(Promise.reject(new Refusal('forbidden', 'No.')), 'a page')).rejects.toThrow('No.');
});
