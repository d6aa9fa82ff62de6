import fc from 'fast-check';
import { expect, it } from 'vitest';
import { components, standings } from './connectivity.ts';

const matrix = (models: number, wins: [number, number][]): Float64Array => {
	const out = new Float64Array(models * models);
	for (const [a, b] of wins) out[a * models + b] = 1;
	return out;
};

it('each model has a word for how it stands to the most', () => {
	const wins = matrix(8, [
		[1, 2],
		[2, 3],
		[3, 1],
		[0, 1],
		[3, 4],
		[5, 6],
		[6, 7]
	]);
	expect(standings(wins, 8)).toEqual([
		...['unbeaten', 'connected', 'connected', 'connected', 'winless', 'unbeaten', 'apart', 'winless']
	]);
	expect(
		standings(
			matrix(3, [
				[0, 1],
				[1, 0]
			]),
			3
		)
	).toEqual(['connected', 'connected', 'unseen']);
	expect(standings(matrix(1, []), 1)).toEqual(['connected']);
	expect(standings(matrix(2, []), 2)).toEqual(['unseen', 'unseen']);
});

it('two pieces: those of the larger one are connected, the others apart', () => {
	const wins = matrix(5, [
		[0, 1],
		[1, 0],
		[2, 3],
		[3, 4],
		[4, 2]
	]);
	expect(standings(wins, 5)).toEqual(['apart', 'apart', 'connected', 'connected', 'connected']);
});

it('two are in one component where paths lead both ways, and only there', () => {
	const edges = fc.array(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 })), { maxLength: 24 });
	fc.assert(
		fc.property(edges, (wins) => {
			const reach = matrix(8, wins);
			for (let k = 0; k < 8; k++)
				for (let i = 0; i < 8; i++)
					for (let j = 0; j < 8; j++) if (reach[i * 8 + k] && reach[k * 8 + j]) reach[i * 8 + j] = 1;
			const found = components(matrix(8, wins), 8);
			for (let i = 0; i < 8; i++)
				for (let j = 0; j < i; j++)
					expect(found[i] === found[j]).toBe(reach[i * 8 + j] === 1 && reach[j * 8 + i] === 1);
		})
	);
});
