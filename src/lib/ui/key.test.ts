import { describe, expect, it } from 'vitest';
import { capOn, digitOf, isCharacter, isDialogs, onAnyLayout, ownsKey } from './key.ts';

const input = (type: string) => ({ tagName: 'INPUT', type });
const page = { tagName: 'BODY' };

describe('a key', () => {
	it('is printed as the machine has it', () => {
		expect(['$mod', '$word', 'Enter'].map((cap) => capOn(cap, true))).toEqual(['⌘', '⌥', 'Enter']);
		expect(['$mod', '$word', '⇧'].map((cap) => capOn(cap, false))).toEqual(['Ctrl', 'Ctrl', '⇧']);
	});

	it.each(['x', '1', '=', '?', 'Enter', ' ', 'ArrowLeft', 'Backspace'])('%s is free on the page', (key) => {
		expect(ownsKey(page, { key })).toBe(false);
		expect(ownsKey({ tagName: 'ARTICLE' }, { key })).toBe(false);
	});

	it.each(['x', '1', '=', '?', 'Enter', ' ', 'ArrowLeft', 'Backspace'])('%s is a text field’s', (key) => {
		for (const field of [input('text'), input('password'), input(''), { tagName: 'TEXTAREA' }])
			expect(ownsKey(field, { key })).toBe(true);
		expect(ownsKey({ tagName: 'DIV', isContentEditable: true }, { key })).toBe(true);
		expect(ownsKey({ tagName: 'SELECT' }, { key })).toBe(true);
	});

	it('of Enter and Space stays a focused button’s, letters do not', () => {
		for (const key of ['Enter', ' ']) expect(ownsKey({ tagName: 'BUTTON' }, { key })).toBe(true);
		expect(ownsKey({ tagName: 'BUTTON' }, { key: 'x' })).toBe(false);
		expect(ownsKey({ tagName: 'DIV', role: 'tab' }, { key: ' ' })).toBe(true);
		expect(ownsKey({ tagName: 'A' }, { key: 'Enter' })).toBe(true);
	});

	it('of an arrow or Space stays a focused radio’s, Enter does not', () => {
		expect(ownsKey(input('radio'), { key: 'ArrowLeft' })).toBe(true);
		expect(ownsKey(input('radio'), { key: ' ' })).toBe(true);
		expect(ownsKey(input('radio'), { key: 'Enter' })).toBe(false);
		expect(ownsKey(input('radio'), { key: '2' })).toBe(false);
	});

	it('with Ctrl is free in a field unless it edits, and AltGr writes', () => {
		expect(ownsKey({ tagName: 'TEXTAREA' }, { key: 'Enter', ctrlKey: true })).toBe(false);
		expect(ownsKey({ tagName: 'TEXTAREA' }, { key: 'z', ctrlKey: true })).toBe(true);
		expect(ownsKey({ tagName: 'TEXTAREA' }, { key: '@', ctrlKey: true, altKey: true })).toBe(true);
	});

	it('that scrolls or presses stays inside a dialog', () => {
		expect(['Enter', ' ', 'ArrowDown', 'PageUp', 'Backspace'].every(isDialogs)).toBe(true);
		expect(isDialogs('g')).toBe(false);
	});

	it('of Space and arrows stays a sound’s or a film’s', () => {
		expect(ownsKey({ tagName: 'AUDIO' }, { key: ' ' })).toBe(true);
		expect(ownsKey({ tagName: 'VIDEO' }, { key: 'ArrowRight' })).toBe(true);
		expect(ownsKey({ tagName: 'AUDIO' }, { key: 'f' })).toBe(false);
	});

	it('is a digit by its place, on the number pad only while it types them', () => {
		expect(digitOf({ code: 'Digit3', key: '"' })).toBe('3');
		expect(digitOf({ code: 'Numpad3', key: '3' })).toBe('3');
		expect(digitOf({ code: 'Numpad3', key: 'PageDown' })).toBeNull();
		expect(digitOf({ code: 'KeyE', key: '3' })).toBeNull();
	});

	it('that types is told from one that does not by its cap', () => {
		expect(['f', '=', '?', '7', 'ж'].every(isCharacter)).toBe(true);
		expect(['Enter', '⇧', '⌫', '←', '–', 'Esc'].some(isCharacter)).toBe(false);
	});

	it('of a sign is bound with and without Shift, of a letter only as written', () => {
		expect(onAnyLayout('?')).toEqual(['?', 'Shift+?']);
		expect(onAnyLayout('=')).toEqual(['=', 'Shift+=']);
		expect(onAnyLayout('g ?')).toEqual(['g ?', 'g Shift+?']);
		expect(onAnyLayout('x')).toEqual(['x']);
		expect(onAnyLayout('1')).toEqual(['1']);
		expect(onAnyLayout('Shift+Digit1')).toEqual(['Shift+Digit1']);
		expect(onAnyLayout('Enter')).toEqual(['Enter']);
	});
});
