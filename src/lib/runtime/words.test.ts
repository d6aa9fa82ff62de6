import { describe, expect, it } from 'vitest';
import { clock, spent, titleOf, waitingSaid, windowsSaid } from './words.ts';

describe('the runtime pages say', () => {
	it('how long is left', () => {
		expect([clock(161_000), clock(3_761_000), clock(-5), clock(1)]).toEqual([
			'2:41',
			'1:02:41',
			'0:00',
			'0:01'
		]);
		const line = { created_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-01T00:01:00Z' };
		expect(spent(line, Date.parse('2026-01-01T00:00:15Z'))).toBe(0.25);
	});

	it('what it is about, by what will run', () => {
		expect(
			titleOf({ name: 'refund.create', args: { order: '48', amount: 5, to: { a: 1 }, note: 'x'.repeat(50) } })
		).toEqual({
			name: 'refund.create',
			rest: `5 · 48 · ${'x'.repeat(31)}…`
		});
	});

	it('what waits', () => {
		expect(waitingSaid(7, 3)).toBe('7 wait for you, 3 held by others');
		expect(waitingSaid(50, 0, true)).toBe('50 or more wait for you');
		expect(waitingSaid(1, 0)).toBe('1 waits for you');
		expect(waitingSaid(0, 0)).toBe('Nothing waits for you');
		const at = Date.parse('2026-01-01T00:00:00Z');
		const open = { expires_at: '2026-01-01T01:00:00Z', veto_until: '2026-01-01T00:00:27Z' };
		expect(windowsSaid([open, open, open], at)).toBe('Three windows are open. The next one closes in 0:27.');
		expect(windowsSaid([], at)).toBe('No window is open');
	});
});
