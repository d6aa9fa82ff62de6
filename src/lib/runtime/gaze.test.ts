import { expect, it } from 'vitest';
import { Gaze } from './gaze.ts';

it('counts while the tab is seen, and not while it is hidden', () => {
	const gaze = new Gaze();
	gaze.begin(1000, true);
	expect(gaze.milliseconds(4000)).toBe(3000);
	gaze.turn(4000, false);
	expect(gaze.milliseconds(60_000)).toBe(3000);
	gaze.turn(60_000, true);
	expect(gaze.milliseconds(62_000)).toBe(5000);
	gaze.begin(62_000, false);
	expect(gaze.milliseconds(70_000)).toBe(0);
});
