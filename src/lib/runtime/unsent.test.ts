import { expect, it } from 'vitest';
import { nothing, PutAside } from './unsent.ts';

it('what was begun comes back as it was, of each decision its own', () => {
	const aside = new PutAside();
	const reason = { code: 'unsafe', text: 'Too much.' };
	aside.put('one', { draft: { amount: 4 }, reason: { code: 'wrong', text: '' }, response: '' }, true);
	aside.put('two', { ...nothing(), reason }, false);
	aside.put('three', { ...nothing(), response: 'Ask them first.' }, false);
	reason.text = 'written on afterwards';
	expect(aside.of('one')).toEqual({ ...nothing(), draft: { amount: 4 } });
	expect(aside.of('two')).toEqual({ ...nothing(), reason: { code: 'unsafe', text: 'Too much.' } });
	expect(aside.of('three').response).toBe('Ask them first.');
	expect(aside.of('four')).toEqual(nothing());
});

it('what was taken back, or is as it was proposed, is kept no more', () => {
	const aside = new PutAside();
	aside.put('one', { ...nothing(), response: 'No.' }, false);
	aside.put('one', { ...nothing(), draft: { amount: 5 } }, false);
	expect(aside.of('one')).toEqual(nothing());
	aside.put('one', { ...nothing(), response: 'No.' }, false);
	aside.put('two', { ...nothing(), response: 'Nor that.' }, false);
	aside.forget('one');
	expect([aside.of('one').response, aside.of('two').response]).toEqual(['', 'Nor that.']);
});
