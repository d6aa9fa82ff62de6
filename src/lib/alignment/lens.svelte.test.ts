import { describe, expect, it } from 'vitest';
import { Lens } from './lens.svelte.ts';

const keeper = () => {
	const kept = new Map<string, string>();
	return {
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, value: string) => void kept.set(name, value)
	};
};

describe('how responses are looked at', () => {
	it('stays with the person as far as it is a habit', () => {
		const storage = keeper();
		const lens = new Lens(storage, 'p-1');
		lens.scroll();
		lens.compare();
		expect(new Lens(storage, 'p-1')).toMatchObject({ together: true, differences: false });
		expect(new Lens(storage, 'p-2').together).toBe(false);
		lens.scroll();
		expect(new Lens(storage, 'p-1').together).toBe(false);
	});

	it('lasts as long as the page where nothing can be kept', () => {
		const closed = {
			getItem: (): string => {
				throw new Error('closed');
			},
			setItem: () => {
				throw new Error('closed');
			}
		};
		const lens = new Lens(closed, 'p-1');
		lens.scroll();
		expect(lens.together).toBe(true);
		expect(new Lens(null, 'p-1').together).toBe(false);
	});

	it('folds anew for each item', () => {
		const lens = new Lens(null, 'p');
		lens.fold('a');
		expect([lens.isOpen('a'), lens.isOpen('b')]).toEqual([true, false]);
		lens.fold('b');
		expect(lens.isOpen('a')).toBe(false);
		lens.fold('b');
		expect(lens.isOpen('b')).toBe(false);
	});

	it('compares with what was chosen, never a response with itself', () => {
		const lens = new Lens(null, 'p');
		expect([lens.against('a', 0), lens.against('a', 1), lens.against('a', 2)]).toEqual([1, 0, 0]);
		lens.compareWith('a', 2);
		expect([lens.against('a', 0), lens.against('a', 2), lens.against('b', 1)]).toEqual([2, 0, 0]);
	});
});
