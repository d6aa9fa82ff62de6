import { expect, it } from 'vitest';
import { limits } from './limits.ts';

it('a thread has the nursery that it is given, and a heap below the size from which V8 lets more lie dead', () => {
	const { maxYoungGenerationSizeMb, maxOldGenerationSizeMb = 0, ...others } = limits(32);
	expect(maxYoungGenerationSizeMb).toBe(32);
	expect(maxOldGenerationSizeMb).toBeLessThan(2_048);
	// Less, and a build of many rows dies of its memory.
	expect(maxOldGenerationSizeMb).toBeGreaterThanOrEqual(2_000);
	expect(others).toEqual({});
});
