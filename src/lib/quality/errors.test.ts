import { expect, it } from 'vitest';
import { inSteps } from './errors.ts';

const of = (kind: string | null, overruled: number) => ({ kind, overruled });

it('tells a person nothing of fewer than five overruled answers, and then whole tens', () => {
	expect(inSteps([])).toBeNull();
	expect(inSteps([of('Slip', 3), of(null, 1)])).toBeNull();
	expect(inSteps([of('Slip', 3), of(null, 2)])).toEqual({ overruled: 0, kinds: [] });
	expect(inSteps([of('Slip', 19), of(null, 10)])).toEqual({
		overruled: 20,
		kinds: [{ kind: 'Slip', overruled: 10 }]
	});
});

it('names the kinds that came at least five times, the most frequent first, else by name', () => {
	const counts = [of('Slip', 5), of('Wrong label', 31), of('Ambiguous item', 4), of('Misread', 5)];
	expect(inSteps(counts)?.kinds).toEqual([
		{ kind: 'Wrong label', overruled: 30 },
		{ kind: 'Misread', overruled: 0 },
		{ kind: 'Slip', overruled: 0 }
	]);
});
