/** Which keys belong to the focused element, and which names of keys a page may bind on any layout. */

/** A key as it is printed: `{ keys: ['⇧', '1'], label: 'much better' }`. */
export type KeyHint = { keys: string[]; label: string };

const apple = { $mod: '⌘', $word: '⌥' };
const elsewhere = { $mod: 'Ctrl', $word: 'Ctrl' };

/** Whether keys are those of a Mac; the server, who sees no keyboard, prints the others. */
export const isApple = (): boolean =>
	typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** @param cap `$mod` is what sends and takes back, `$word` what moves a caret by words; all else stands as it is */
export const capOn = (cap: string, isMac: boolean): string =>
	cap === '$mod' || cap === '$word' ? (isMac ? apple : elsewhere)[cap] : cap;

/** What decides whose a key is: a DOM element has all of it. */
export type Focus = { tagName: string; type?: string; role?: string | null; isContentEditable?: boolean };
export type Press = { key: string; ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean };

/** Whether a cap is of a key that types: a letter, a digit or a sign, no arrow and no word. */
export const isCharacter = (cap: string): boolean => [...cap].length === 1 && !'⇧⌫←→↑↓–'.includes(cap);

/**
 * The digit of a press by its place, since AZERTY types digits with Shift; of the number pad only while it types
 * them, since it moves the caret otherwise.
 */
export function digitOf({ code, key }: { code: string; key: string }): string | null {
	const [, where, digit = ''] = /^(Digit|Numpad)([0-9])$/.exec(code) ?? [];
	return where === 'Digit' || (where === 'Numpad' && key === digit) ? digit : null;
}

const pressable = ['button', 'submit', 'reset', 'image', 'file', 'color'];
const arrows = /^Arrow/;
const moves = /^(Arrow.*|Home|End|PageUp|PageDown)$/;

export function isText({ tagName, type = 'text', role, isContentEditable }: Focus): boolean {
	if (isContentEditable || role === 'textbox' || role === 'searchbox') return true;
	if (tagName === 'TEXTAREA') return true;
	return tagName === 'INPUT' && ![...pressable, 'checkbox', 'radio', 'range'].includes(type);
}

/** Whether the focused element does something of its own with this key; then no binding may take it. */
export function ownsKey(focus: Focus, { key, ctrlKey, metaKey, altKey }: Press): boolean {
	const { tagName, type = '', role } = focus;
	// A chord such as Ctrl+Enter writes nothing. Ctrl with Alt is how some layouts type letters.
	if ((ctrlKey || metaKey) && !altKey) return key.length === 1 && isText(focus);
	if (isText(focus)) return true;
	if (tagName === 'SELECT') return true;
	if (tagName === 'INPUT' && (type === 'radio' || type === 'range')) return key === ' ' || moves.test(key);
	if (tagName === 'INPUT' && type === 'checkbox') return key === ' ';
	if (role === 'radio' || role === 'slider') return key === ' ' || arrows.test(key);
	if (tagName === 'AUDIO' || tagName === 'VIDEO') return key === ' ' || moves.test(key);
	if (tagName === 'A') return key === 'Enter';
	if (tagName === 'BUTTON' || tagName === 'SUMMARY' || (tagName === 'INPUT' && pressable.includes(type)))
		return key === 'Enter' || key === ' ';
	return /^(button|tab|menuitem|option|switch|link|checkbox)$/.test(role ?? '') && /^(Enter| )$/.test(key);
}

/** Inside a dialog these move and press; other keys may still reach the page that opened it. */
export const isDialogs = (key: string): boolean =>
	key === 'Enter' || key === ' ' || key === 'Backspace' || moves.test(key);

/**
 * A sign such as `?` or `=` needs Shift on one layout and not on another, so it is bound both ways. Letters and
 * digits are left as they are: with Shift they mean something else.
 */
export function onAnyLayout(binding: string): string[] {
	const last = binding.split(' ').at(-1) ?? '';
	const isSign = [...last].length === 1 && !/[\p{L}\p{N}]/u.test(last);
	return isSign ? [binding, `${binding.slice(0, -1)}Shift+${last}`] : [binding];
}
