import { expect, it } from 'vitest';
import { inOrder, memorySpool } from './spool.ts';

it.each([0, 1, 1023, 1024, 1025, 4096, 5000])(
	'%d numbers are read in the order in which they came',
	(many) => {
		const numbers = inOrder(memorySpool());
		const all = Array.from({ length: many }, (_, i) => 2 ** 52 - i * 3);
		all.forEach(numbers.push);
		expect([...numbers.all()]).toEqual(all);
		expect([...numbers.all()]).toEqual(all);
	}
);
