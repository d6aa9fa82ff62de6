import { expect, it } from 'vitest';
import { swipeOf } from './swipe.ts';

it('turns to the next by a swipe to the left, and never while the page is scrolled', () => {
	expect(swipeOf(-90, 10)).toBe(1);
	expect(swipeOf(90, -40)).toBe(-1);
	expect(swipeOf(-50, 0)).toBeNull();
	expect(swipeOf(-90, 80)).toBeNull();
});
