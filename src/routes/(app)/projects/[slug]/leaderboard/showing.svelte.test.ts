import { describe, expect, it } from 'vitest';
import { Showing, type Told } from './showing.svelte.ts';

const problem = {
	type: 'about:blank',
	title: 'No',
	status: 500,
	code: 'broken',
	detail: 'It broke.'
} as const;
const later = () => Promise.withResolvers<Told<number>>();

describe('numbers that come after their page', () => {
	it('stay, marked as old, until those of the next question are there', async () => {
		const showing = new Showing<number>();
		expect([showing.view, showing.old]).toEqual([null, true]);
		showing.ask(Promise.resolve({ ok: true, view: 1 }));
		await expect.poll(() => showing.view).toBe(1);
		expect(showing.old).toBe(false);
		const next = later();
		showing.ask(next.promise);
		expect([showing.view, showing.old]).toEqual([1, true]);
		next.resolve({ ok: true, view: 2 });
		await expect.poll(() => showing.view).toBe(2);
		expect(showing.old).toBe(false);
	});

	it('are there at once where the page was opened with them', async () => {
		const showing = new Showing<number>({ ok: true, view: 7 });
		expect([showing.view, showing.old, showing.problem]).toEqual([7, false, null]);
		showing.ask(Promise.resolve({ ok: true, view: 8 }));
		await expect.poll(() => showing.view).toBe(8);
		const broken = new Showing<number>({ ok: false, problem });
		expect([broken.view, broken.old, broken.problem?.detail]).toEqual([null, true, 'It broke.']);
	});

	it('are those of the latest question, whichever answer comes last', async () => {
		const showing = new Showing<number>();
		const [slow, fast] = [later(), later()];
		showing.ask(slow.promise);
		showing.ask(fast.promise);
		fast.resolve({ ok: true, view: 2 });
		await expect.poll(() => showing.view).toBe(2);
		slow.resolve({ ok: true, view: 1 });
		await slow.promise;
		expect(showing.view).toBe(2);
	});

	it('are renewed without a mark where votes came in', async () => {
		const showing = new Showing<number>();
		showing.ask(Promise.resolve({ ok: true, view: 1 }));
		await expect.poll(() => showing.view).toBe(1);
		showing.again();
		const next = later();
		showing.ask(next.promise);
		expect([showing.old, showing.renewing]).toEqual([false, true]);
		next.resolve({ ok: true, view: 2 });
		await expect.poll(() => showing.view).toBe(2);
		expect(showing.renewing).toBe(false);
	});

	it('stay beside what went wrong, as old', async () => {
		const showing = new Showing<number>();
		showing.ask(Promise.resolve({ ok: true, view: 1 }));
		showing.ask(Promise.resolve({ ok: false, problem }));
		await expect.poll(() => showing.problem?.code).toBe('broken');
		expect(showing.old).toBe(true);
		showing.ask(Promise.resolve({ ok: true, view: 3 }));
		await expect.poll(() => showing.view).toBe(3);
		expect(showing.problem).toBeNull();
	});
});
