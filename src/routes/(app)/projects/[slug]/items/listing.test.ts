import { expect, it } from 'vitest';
import { addressOf, clausesOf, notesOf, nothingSaid, statusesOf, type Narrowed } from './listing.ts';

const all: Narrowed = {
	status: null,
	noted: null,
	model: null,
	against: null,
	tag: null,
	judges: null,
	rater: null,
	from: null,
	to: null
};
const listed = (narrowed: Partial<Narrowed> = {}, search = '', stage = 'alignment') => ({
	stage,
	narrowed: { ...all, ...narrowed },
	search
});

it('says what is true of the items in the order in which one asks', () => {
	expect(clausesOf(listed())).toEqual([]);
	const asked = { status: 'open', noted: 'flag', model: 'a', against: 'b', tag: 'lang:en', rater: 'ann' };
	expect(clausesOf(listed(asked, 'desk'))).toEqual([
		'wait for somebody',
		'somebody flagged',
		'have a response of a and of b',
		'are tagged lang:en',
		'ann judged',
		'hold “desk”'
	]);
	expect(clausesOf(listed({ against: 'b' }))).toEqual(['have a response of b']);
});

it('asks of rankings alone what only they can be', () => {
	const of = (stage: string) => [...statusesOf(stage), ...notesOf(stage)].map(({ value }) => value);
	const more = ['left_out', 'self_naming'];
	expect(of('alignment')).toEqual(expect.arrayContaining(more));
	expect(of('annotation').filter((value) => more.includes(value ?? ''))).toEqual([]);
});

it('says why there is nothing, and no more than it knows while there is further to look', () => {
	const said = (narrowed: Partial<Narrowed>, search = '', next = false, isFirst = true) =>
		nothingSaid(listed(narrowed, search), next, isFirst);
	expect(said({ status: 'gold' }, 'desk')).toBe('No item holds “desk”');
	expect(said({}, 'desk', true)).toBe('“desk” is not found so far');
	expect(said({ tag: 'a:b', model: 'm' })).toBe('No item is all of that');
	expect(said({ rater: 'ann' }, '', true)).toBe('None is found so far');
	expect(said({ model: 'm', against: 'n' })).toBe('No item has a response of m and of n');
	expect(said({ model: 'm' }, '', true)).toBe('None is found so far');
	expect(said({ status: 'open' }, '', false, false)).toBe('That was the last page');
	expect(said({ noted: 'self_naming' })).toBe('No response says which model it is');
	expect(said({ noted: 'flag', status: 'open' })).toBe('Nobody said that of an item here');
	expect(said({ status: 'leased' })).toBe('No item is leased now');
});

it('leaves out of an address what is not asked', () => {
	expect(addressOf('/items', { status: null, search: null })).toBe('/items');
	expect(addressOf('/items', { status: 'open', search: 'a b', tag: null })).toBe(
		'/items?status=open&search=a+b'
	);
});
