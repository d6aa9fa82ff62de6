import { describe, expect, it } from 'vitest';
import { spotAt } from './drag.svelte.ts';

describe('where a card goes', () => {
	const rows = [
		{ top: 100, bottom: 160 },
		{ top: 170, bottom: 290 }
	];
	const at = (y: number) => spotAt(y, rows, 300);

	it('is a tie on a row, and a tier of its own near an edge or between rows', () => {
		expect(at(50)).toEqual({ kind: 'new', at: 0 });
		expect(at(110)).toEqual({ kind: 'new', at: 0 });
		expect(at(130)).toEqual({ kind: 'tie', at: 0 });
		expect(at(150)).toEqual({ kind: 'new', at: 1 });
		expect(at(165)).toEqual({ kind: 'new', at: 1 });
		expect(at(185)).toEqual({ kind: 'new', at: 1 });
		expect(at(230)).toEqual({ kind: 'tie', at: 1 });
		expect(at(280)).toEqual({ kind: 'new', at: 2 });
		expect(at(295)).toEqual({ kind: 'new', at: 2 });
	});

	it('is the tray below its top, and the first tier where there is none', () => {
		expect(at(300)).toEqual({ kind: 'tray' });
		expect(spotAt(120, [], 300)).toEqual({ kind: 'new', at: 0 });
		expect(spotAt(900, rows, Infinity)).toEqual({ kind: 'new', at: 2 });
	});
});
