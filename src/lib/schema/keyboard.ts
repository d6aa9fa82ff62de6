/**
 * The keys that a person presses: their own where they chose one, the usual one elsewhere. What is chosen is kept
 * with the person, as little as differs; a key that two actions of a view would share is refused.
 */
import { z } from 'zod';
import { actions, actionsOf, views, viewTitles, type Action, type ActionOf, type View } from './actions.ts';

/** `null` switches a key off; what is not named has its usual key. */
export type OwnKeys = Partial<Record<View, Record<string, string | null>>>;
export type Keyboard = {
	/** whether single characters do anything: letters, signs and digits */
	characters: boolean;
	own: OwnKeys;
};
export const usualKeyboard: Keyboard = { characters: true, own: {} };

/** Letters alone are the person's: digits stay in their place, and the space skips. */
const Key = z
	.string()
	.trim()
	.toLowerCase()
	.refine(
		(key) => [...key].length === 1 && !/[\p{N}\p{C}\p{M}\s]/u.test(key),
		'A key is one letter or sign; digits stay what they are.'
	);

const ofView = (view: View) =>
	z.strictObject(
		Object.fromEntries(
			actionsOf(view).flatMap(([name, { key }]) =>
				key === undefined ? [] : [[name, Key.nullable().optional()] as const]
			)
		)
	);

/** As it is sent: `{"characters":true,"own":{"annotate":{"flag":"q","comment":null}}}`. */
export const KeyboardInput = z
	.strictObject({
		characters: z.boolean().default(true),
		own: z
			.strictObject({
				annotate: ofView('annotate').optional(),
				rank: ofView('rank').optional(),
				adjudicate: ofView('adjudicate').optional(),
				inbox: ofView('inbox').optional(),
				monitor: ofView('monitor').optional()
			})
			.default({})
	})
	.transform(({ characters, own }): Keyboard => ({ characters, own: differing(own) }))
	.superRefine(({ own }, context) => {
		for (const view of views)
			for (const { name, key, other } of shared(view, own[view] ?? {}))
				context.addIssue({
					code: 'custom',
					path: ['own', view, name],
					message: `“${key}” is the key of “${other}” ${viewTitles[view].toLowerCase()}. Give one of them another.`
				});
	});

/** What is as usual need not be kept: should the usual key change one day, it changes for them too. */
function differing(own: Partial<Record<View, Record<string, string | null | undefined>>>): OwnKeys {
	return Object.fromEntries(
		views.flatMap((view) => {
			const chosen = actionsOf(view).flatMap(([name, { key }]): [string, string | null][] => {
				const value = own[view]?.[name];
				return value === undefined || value === key ? [] : [[name, value]];
			});
			return chosen.length === 0 ? [] : [[view, Object.fromEntries(chosen)]];
		})
	);
}

const chosenKey = (name: string, { key }: Action, own: Record<string, string | null>): string | null =>
	key === undefined ? null : own[name] === undefined ? key : own[name];

/** The actions of a view whose key an earlier one has; what the person chose themselves is named. */
function shared(
	view: View,
	own: Record<string, string | null>
): { name: string; key: string; other: string }[] {
	const byKey = new Map<string, { name: string; label: string }>();
	return actionsOf(view).flatMap(([name, action]) => {
		const key = chosenKey(name, action, own);
		if (key === null) return [];
		const before = byKey.get(key);
		if (!before) {
			byKey.set(key, { name, label: action.label });
			return [];
		}
		return own[name] === undefined
			? [{ name: before.name, key, other: action.label }]
			: [{ name, key, other: before.label }];
	});
}

/** What is kept, read leniently: an action that is gone from a view takes its key along. */
export function readKeyboard(kept: unknown): Keyboard {
	const { data } = z
		.object({
			characters: z.boolean(),
			own: z.record(z.string(), z.record(z.string(), z.string().nullable()))
		})
		.safeParse(kept);
	return data ? { characters: data.characters, own: differing(data.own) } : usualKeyboard;
}

/** An option of a form that has a key of its own. */
export type OptionKey = { key: string; title: string };

/** Which keys options of forms keep in a view: none of the person's own, none at all without characters. */
export function optionsMayHave(view: View, { characters, own }: Keyboard): (key: string) => boolean {
	const chosen = Object.values(own[view] ?? {});
	return (key) => characters && !chosen.includes(key);
}

export type Keymap<V extends View = View> = {
	view: V;
	characters: boolean;
	/** by action; null where it has none */
	keys: Record<ActionOf<V>, string | null>;
	/** as printed on buttons */
	caps: Record<ActionOf<V>, string[]>;
	/** what is not as one would expect, in sentences for the overlay */
	notes: string[];
};

/**
 * Whose a key is: first the action's that a person gave it to, then the option's of the form in hand, then the
 * action's whose usual key it is. So a key that a person chose does the same thing in every project.
 */
export function keymapOf<V extends View>(view: V, keyboard: Keyboard, options: OptionKey[] = []): Keymap<V> {
	const { characters } = keyboard;
	const own: Record<string, string | null> = keyboard.own[view] ?? {};
	const chosen = new Map(
		actionsOf(view).flatMap(([name, { label }]): [string, string][] =>
			typeof own[name] === 'string' ? [[own[name], label]] : []
		)
	);
	const byOption = new Map(options.map(({ key, title }) => [key, title]));
	const notes: string[] = [];
	const keys: [string, string | null][] = [];
	const caps: [string, string[]][] = [];
	for (const [name, action] of actionsOf(view)) {
		let key = characters ? chosenKey(name, action, own) : null;
		if (key !== null && own[name] === undefined && (chosen.has(key) || byOption.has(key))) {
			const winner = chosen.get(key) ?? byOption.get(key) ?? '';
			notes.push(`“${key}” is the key of “${winner}” here, so “${action.label}” has none.`);
			key = null;
		}
		keys.push([name, key]);
		const stays = action.digits && !characters ? [] : (action.caps ?? []);
		caps.push([name, key === null ? [...stays] : [key, ...stays]]);
	}
	for (const { key, title } of options.filter(({ key }) => chosen.has(key)))
		notes.push(
			`“${key}” is your key for “${chosen.get(key) ?? ''}”; choose “${title}” by its digit or by Tab.`
		);
	if (!characters)
		notes.push('Single letters, signs and digits are switched off in your account. Tab reaches everything.');
	return {
		view,
		characters,
		keys: Object.fromEntries(keys) as Keymap<V>['keys'],
		caps: Object.fromEntries(caps) as Keymap<V>['caps'],
		notes
	};
}

/** What a view brings for each of its actions; those that are only printed have no act. */
export type Acts<V extends View, Act> = {
	[
		A in keyof (typeof actions)[V] as (typeof actions)[V][A] extends
			{ key: string } | { press: readonly string[] }
			? A
			: never
	]: Act;
};

/** Each act under the presses that call it; what a page does not bring there has none. */
export function bindingsOf<V extends View, Act>(
	keymap: Keymap<V>,
	acts: Partial<Acts<V, Act>>
): Record<string, Act> {
	const byName = acts as Record<string, Act | undefined>;
	const keys = keymap.keys as Record<string, string | null>;
	return Object.fromEntries(
		actionsOf(keymap.view).flatMap(([name, { press = [], digits }]): [string, Act][] => {
			const act = byName[name];
			const key = keys[name] ?? null;
			const presses = [...(digits && !keymap.characters ? [] : press), ...(key === null ? [] : [key])];
			return act === undefined ? [] : presses.map((one) => [one, act]);
		})
	);
}

/** Other words or caps for some of what is printed; null leaves one out. */
export type Said<V extends View> = Partial<Record<ActionOf<V>, { label?: string; caps?: string[] } | null>>;
export type Hint = { keys: string[]; label: string; minor: boolean };

/** The actions of a view as they are printed, those without a key left out. */
export function hintsOf<V extends View>(keymap: Keymap<V>, said: Said<V> = {}): Hint[] {
	const caps = keymap.caps as Record<string, string[]>;
	const others = said as Record<string, { label?: string; caps?: string[] } | null>;
	return actionsOf(keymap.view).flatMap(([name, { label, minor = false }]) => {
		const other = others[name];
		const printed = caps[name] ?? [];
		if (other === null || printed.length === 0) return [];
		return [{ keys: other?.caps ?? printed, label: other?.label ?? label, minor }];
	});
}
