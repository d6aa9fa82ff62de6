import { describe, expect, it } from 'vitest';
import { choicesOf, flatChoices, layoutOf, search } from './choice.ts';

const many = (n: number) => Array.from({ length: n }, (_, i) => ({ value: `o${i + 1}` }));
const animals = {
	options: [
		{ value: 'bird', title: 'Bird', children: [{ value: 'wren', title: 'Wren' }, { value: 'Möwe' }] },
		{ value: 'fish', title: 'Fish', children: [{ value: 'cod', children: [{ value: 'black cod' }] }] }
	]
};

describe('the keys of options', () => {
	it('are 1 to 9 and then 0, by place, and none after ten', () => {
		const digits = choicesOf({ options: many(12) }).map(({ digit }) => digit);
		expect(digits).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', null, null]);
	});

	it('leave the digits alone that an option names itself', () => {
		const options = [{ value: 'a' }, { value: 'b', key: '1' }, { value: 'c', key: 'Q' }];
		expect(choicesOf({ options }).map(({ digit, key }) => [digit, key])).toEqual([
			[null, null],
			['1', null],
			['3', 'q']
		]);
	});

	it('count anew in each branch', () => {
		const [, fish] = choicesOf(animals);
		expect(fish?.digit).toBe('2');
		expect(fish?.children[0]?.digit).toBe('1');
	});
});

describe('colours', () => {
	it('go by place, by name or by value, and children have their parent’s', () => {
		const colours = choicesOf({
			options: [{ value: 'a' }, { value: 'b', color: 'Rose' }, { value: 'c', color: '#AA5500' }]
		}).map(({ colour }) => colour.mark);
		expect(colours[0]).toBe('var(--cat-1)');
		expect(colours[1]).toBe('var(--cat-6)');
		expect(colours[2]).toContain('#aa5500');
		const [bird] = choicesOf(animals);
		expect(bird?.children.every(({ colour }) => colour.mark === bird.colour.mark)).toBe(true);
	});

	it('are never text that a form brings: what is no colour falls back to its place', () => {
		const [first] = choicesOf({ options: [{ value: 'a', color: 'red;background:url(//x)' }] });
		expect(first?.colour.mark).toBe('var(--cat-1)');
	});
});

describe('search', () => {
	const all = flatChoices(choicesOf(animals));
	const found = (query: string) => search(all, query).map(({ value }) => value);

	it('finds by any word of title, value and path, without case and accents', () => {
		expect(found('mowe')).toEqual(['Möwe']);
		expect(found('FISH black')).toEqual(['black cod']);
		expect(found('zebra')).toEqual([]);
	});

	it('puts what begins with the query first', () => {
		expect(found('cod')).toEqual(['cod', 'black cod']);
		expect(found('b')).toEqual(['bird', 'black cod', 'wren', 'Möwe']);
	});
});

it('lays out few in a row, some as chips, many or nested in columns', () => {
	const question = (type: string, options: { value: string }[]) => ({ name: 'q', type, options });
	expect(layoutOf(question('label', many(5)))).toBe('row');
	expect(layoutOf(question('labels', many(5)))).toBe('chips');
	expect(layoutOf(question('label', many(9)))).toBe('chips');
	expect(layoutOf(question('label', many(13)))).toBe('columns');
	expect(layoutOf({ name: 'q', type: 'label', ...animals })).toBe('columns');
});
