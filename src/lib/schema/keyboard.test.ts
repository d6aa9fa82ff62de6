import { describe, expect, it } from 'vitest';
import { actions, actionsOf, views } from './actions.ts';
import {
	bindingsOf,
	hintsOf,
	KeyboardInput,
	keymapOf,
	readKeyboard,
	usualKeyboard,
	type Acts,
	type OwnKeys
} from './keyboard.ts';

const own = (keys: OwnKeys) => KeyboardInput.safeParse({ own: keys });
const wrong = (keys: unknown) => {
	const { error } = KeyboardInput.safeParse({ own: keys });
	return Object.fromEntries(
		(error?.issues ?? []).map(({ path, message }) => [path.map(String).join('.'), message])
	);
};
/** An act for each action: its name. */
const names = <V extends keyof typeof actions>(view: V) =>
	Object.fromEntries(
		actionsOf(view)
			.filter(([, { key, press }]) => key ?? press)
			.map(([name]) => [name, name])
	) as Acts<V, string>;

describe('every view', () => {
	it.each(views)('%s has each press once', (view) => {
		const presses = actionsOf(view).flatMap(([, { key, press = [] }]) => [...press, ...(key ? [key] : [])]);
		expect(presses.filter((one, i) => presses.indexOf(one) < i)).toEqual([]);
		const printed = hintsOf(keymapOf(view, usualKeyboard)).map(({ keys }) => keys.join(' '));
		expect(printed.filter((one, i) => printed.indexOf(one) < i)).toEqual([]);
	});

	it.each(views)('%s binds each action that has a key', (view) => {
		const bound = Object.values(bindingsOf(keymapOf(view, usualKeyboard), names(view)));
		expect(new Set(bound)).toEqual(new Set(Object.keys(names(view))));
	});
});

describe('keys of a person', () => {
	it('stand in the place of the usual ones, and two may change places', () => {
		const keyboard = KeyboardInput.parse({ own: { annotate: { flag: 'C', comment: 'f', history: null } } });
		expect(keyboard).toEqual({
			characters: true,
			own: { annotate: { flag: 'c', comment: 'f', history: null } }
		});
		const keymap = keymapOf('annotate', keyboard);
		expect([keymap.keys.flag, keymap.keys.comment, keymap.keys.history]).toEqual(['c', 'f', null]);
		const bindings = bindingsOf(keymap, names('annotate'));
		expect([bindings.c, bindings.f, bindings.h]).toEqual(['flag', 'comment', undefined]);
		expect(hintsOf(keymap).map(({ label }) => label)).not.toContain('what you did just now');
		expect(keymapOf('rank', keyboard).keys.flag).toBe('f');
	});

	it('that two actions of a view would share are refused, with both named', () => {
		expect(wrong({ annotate: { flag: 'c' } })).toEqual({
			'own.annotate.flag': '“c” is the key of “comment” while labelling. Give one of them another.'
		});
		expect(wrong({ inbox: { approve: 'q', reject: 'q' } })).toEqual({
			'own.inbox.reject': '“q” is the key of “approve” at the inbox. Give one of them another.'
		});
		expect(own({ annotate: { flag: 'q' }, rank: { comment: 'q' } }).success).toBe(true);
	});

	it.each(['1', 'ab', '', ' ', '٣', '\u0301'])('are one letter or sign, so not “%s”', (key) => {
		expect(wrong({ rank: { flag: key } })).toHaveProperty(['own.rank.flag']);
	});

	it('may be of any script', () => expect(own({ rank: { flag: 'ж', comment: 'é' } }).success).toBe(true));

	it('are kept only where they differ, and an action that is gone takes its key along', () => {
		expect(KeyboardInput.parse({ own: { rank: { flag: 'f', tie: '=' } } }).own).toEqual({});
		expect(
			readKeyboard({ characters: false, own: { rank: { flag: 'q', gone: 'z' }, elsewhere: {} } })
		).toEqual({ characters: false, own: { rank: { flag: 'q' } } });
		expect(readKeyboard(null)).toEqual(usualKeyboard);
		expect(readKeyboard({ own: 3 })).toEqual(usualKeyboard);
	});

	it('switched off altogether leave what types nothing, and nothing is printed for the rest', () => {
		const keymap = keymapOf('rank', { characters: false, own: {} });
		expect(Object.keys(bindingsOf(keymap, names('rank'))).toSorted()).toEqual([
			'$mod+Enter',
			'$mod+z',
			'ArrowDown',
			'ArrowLeft',
			'ArrowRight',
			'ArrowUp',
			'Backspace',
			'Enter',
			'Escape',
			'Shift+Space',
			'Space'
		]);
		expect(keymap.caps.flag).toEqual([]);
		expect(keymap.caps.better).toEqual([]);
		expect(keymap.caps.submit).toEqual(['Enter']);
		expect(keymap.notes).toHaveLength(1);
	});
});

describe('a key that a form gives to an option', () => {
	const calm = { key: 'q', title: 'Calm' };

	it('stays the person’s where they chose it, and the overlay says how the option is chosen', () => {
		const keymap = keymapOf('annotate', { characters: true, own: { annotate: { flag: 'q' } } }, [calm]);
		expect(keymap.keys.flag).toBe('q');
		expect(keymap.notes).toEqual(['“q” is your key for “flag”; choose “Calm” by its digit or by Tab.']);
	});

	it('is the option’s before an action’s usual one, as in forms that are older than the action', () => {
		const keymap = keymapOf('annotate', usualKeyboard, [{ key: 'h', title: 'Happy' }]);
		expect(keymap.keys.history).toBeNull();
		expect(keymap.notes).toEqual(['“h” is the key of “Happy” here, so “what you did just now” has none.']);
	});

	it('an action of the person’s has leaves the usual one of another without a key', () => {
		const keymap = keymapOf('rank', { characters: true, own: { rank: { flag: 'c' } } });
		expect([keymap.keys.flag, keymap.keys.comment]).toEqual(['c', null]);
	});
});
