/** What the page in hand prints on its keys: a cap is never shown for a key that does nothing. */
import { getContext, setContext } from 'svelte';
import { isCharacter } from './key.ts';

export type Caps = {
	/** whether single characters do anything here */
	characters: boolean;
	/** the caps of each action, by its name */
	byAction: Record<string, string[]>;
};
const KEY = Symbol('caps');

/** Called while a page is made. */
export const setCaps = (caps: () => Caps): void => void setContext(KEY, caps);

/**
 * Called while a component is made.
 * @returns the caps of an action by its name, or those given, less what does nothing
 */
export function getCaps(): (keys: string | string[]) => string[] {
	const caps = getContext<(() => Caps) | undefined>(KEY);
	return (keys) => {
		const { characters, byAction } = caps?.() ?? { characters: true, byAction: {} };
		if (typeof keys === 'string') return byAction[keys] ?? [];
		return characters || !keys.some(isCharacter) ? keys : [];
	};
}
