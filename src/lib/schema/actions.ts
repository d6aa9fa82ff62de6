/**
 * What can be done by key in the working views: each action once, in words, with the key that it has until a
 * person gives it another. Bindings, the key line, the overlay, the caps on buttons, the page where keys are
 * changed and the check of forms are all drawn from here.
 */

export type Action = {
	/** what the key does */
	label: string;
	/** one character, by what it types; a person may change it or switch it off */
	key?: string;
	/** presses that stay as they are: digits by their place, and keys that type nothing */
	press?: readonly string[];
	/** how those presses are printed */
	caps?: readonly string[];
	/** the presses are digits: they rest where single characters are switched off */
	digits?: true;
	/** listed in the overlay, not at the foot */
	minor?: true;
};

const places = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];
const digits = places.flatMap((digit) => [`Digit${digit}`, `Numpad${digit}`]);
const shifted = places.map((digit) => `Shift+Digit${digit}`);

const history = { label: 'what you did just now', key: 'h', minor: true } as const;
const all = { label: 'all keys', key: '?' } as const;

/** Sending, leaving and saying are alike wherever items are judged. */
const judging = {
	submit: { label: 'submit and next', press: ['Enter'], caps: ['Enter'] },
	skip: { label: 'skip', press: ['Space'], caps: ['Space'] },
	undo: { label: 'undo', key: 'u' },
	flag: { label: 'flag', key: 'f' },
	comment: { label: 'comment', key: 'c' },
	skipWhy: { label: 'skip with a reason', press: ['Shift+Space'], caps: ['⇧', 'Space'], minor: true },
	submitWriting: {
		label: 'submit while writing',
		press: ['$mod+Enter'],
		caps: ['$mod', 'Enter'],
		minor: true
	},
	guidelines: { label: 'guidelines', key: 'g', minor: true }
} as const satisfies Record<string, Action>;

export const actions = {
	annotate: {
		choose: { label: 'choose', press: digits, caps: ['1', '–', '9'], digits: true },
		// Bound by the view alone: past the last suggestion Tab goes on through the page as everywhere.
		suggestion: { label: 'next suggestion', caps: ['Tab'] },
		...judging,
		question: {
			label: 'question before, after',
			press: ['ArrowUp', 'ArrowDown', 'Shift+ArrowUp', 'Shift+ArrowDown'],
			caps: ['↑', '↓'],
			minor: true
		},
		option: {
			label: 'option before, after',
			press: ['ArrowLeft', 'ArrowRight'],
			caps: ['←', '→'],
			minor: true
		},
		word: {
			label: 'caret by word',
			press: ['$word+ArrowLeft', '$word+ArrowRight'],
			caps: ['$word', '→'],
			minor: true
		},
		select: {
			label: 'select, then a digit marks',
			press: ['Shift+ArrowLeft', 'Shift+ArrowRight', '$word+Shift+ArrowLeft', '$word+Shift+ArrowRight'],
			caps: ['⇧', '→'],
			minor: true
		},
		lineEnd: {
			label: 'ends of the line',
			press: ['Home', 'End', 'Shift+Home', 'Shift+End'],
			caps: ['Home', 'End'],
			minor: true
		},
		whole: {
			label: 'choose what has others below it',
			press: shifted,
			caps: ['⇧', '1'],
			digits: true,
			minor: true
		},
		search: { label: 'search labels', key: '/', minor: true },
		back: { label: 'remove the picked mark, else undo', press: ['Backspace'], caps: ['⌫'], minor: true },
		remove: { label: 'remove the picked mark', press: ['Delete'], caps: ['Del'], minor: true },
		stepBack: { label: 'take the last change back', press: ['$mod+z'], caps: ['$mod', 'z'], minor: true },
		history,
		scroll: {
			label: 'scroll the item',
			press: ['PageUp', 'PageDown'],
			caps: ['Page ↑', 'Page ↓'],
			minor: true
		},
		leave: {
			label: 'leave a field, a mark, an earlier item',
			press: ['Escape'],
			caps: ['Esc'],
			minor: true
		},
		all
	},
	rank: {
		better: {
			label: 'better',
			press: ['Digit1', 'Digit2', 'Numpad1', 'Numpad2'],
			caps: ['1', '2'],
			digits: true
		},
		// Of more than two a digit takes one in hand, the first two as well.
		pick: { label: 'pick up', press: digits.slice(4, 18), caps: ['1', '–', '9'], digits: true },
		much: { label: 'much better', press: ['Shift+Digit1', 'Shift+Digit2'], caps: ['⇧', '1'], digits: true },
		step: { label: 'one step', press: ['ArrowLeft', 'ArrowRight'], caps: ['←', '→'] },
		move: { label: 'move', press: ['ArrowUp', 'ArrowDown'], caps: ['↑', '↓'] },
		tie: { label: 'tie', key: '=' },
		readBefore: { label: 'read the one before', key: '[' },
		readNext: { label: 'read the next', key: ']' },
		allBad: { label: 'both bad', key: 'x' },
		...judging,
		skip: { ...judging.skip, minor: true },
		undo: { ...judging.undo, minor: true },
		flag: { ...judging.flag, minor: true },
		comment: { ...judging.comment, minor: true },
		back: { label: 'undo', press: ['Backspace'], caps: ['⌫'], minor: true },
		differences: { label: 'differences', key: 'd' },
		together: { label: 'scroll together', key: 's', minor: true },
		unfold: { label: 'open what is folded', key: 'o', minor: true },
		history,
		write: { label: 'write a better one', key: 'w', minor: true },
		stepBack: { label: 'take the last change back', press: ['$mod+z'], caps: ['$mod', 'z'], minor: true },
		leave: {
			label: 'leave a field, or an earlier one as it is',
			press: ['Escape'],
			caps: ['Esc'],
			minor: true
		},
		all
	},
	adjudicate: {
		accept: { label: 'accept an answer', press: digits.slice(0, 18), caps: ['1', '–', '9'], digits: true },
		edit: {
			label: 'begin with an answer',
			press: shifted.slice(0, 9),
			caps: ['⇧', '1'],
			digits: true
		},
		write: { label: 'write the final one', key: 'w' },
		sendBack: { label: 'send back', key: 'b' },
		gap: { label: 'guidelines are unclear here', key: 'g' },
		next: { label: 'next', key: 'j' },
		previous: { label: 'the one before', key: 'k' },
		undo: { label: 'take the last one back', key: 'u' },
		confirm: {
			label: 'save what is written',
			press: ['$mod+Enter'],
			caps: ['$mod', 'Enter'],
			minor: true
		},
		leave: { label: 'leave what is being written', press: ['Escape'], caps: ['Esc'], minor: true },
		all
	},
	inbox: {
		next: { label: 'next', key: 'j' },
		previous: { label: 'the one before', key: 'k' },
		approve: { label: 'approve', key: 'a' },
		confirm: { label: 'confirm', press: ['Enter'], caps: ['Enter'] },
		edit: { label: 'edit', key: 'e' },
		drop: { label: 'drop the edit', key: 'd', minor: true },
		reject: { label: 'reject', key: 'r' },
		respond: { label: 'answer in text', key: 't' },
		take: { label: 'take it in hand', key: 'h', minor: true },
		back: { label: 'back', press: ['Escape'], caps: ['Esc'] },
		monitor: { label: 'monitor', key: 'm' },
		all
	},
	monitor: {
		veto: { label: 'veto the next to close', key: 'v' },
		takeOver: { label: 'take over', key: 't' },
		next: { label: 'next', key: 'j' },
		previous: { label: 'the one before', key: 'k' },
		open: { label: 'open', key: 'o' },
		stop: { label: 'stop', key: 's' },
		lift: { label: 'let it go on', key: 'l', minor: true },
		hold: { label: 'hold the feed', press: ['Space'], caps: ['Space'] },
		inbox: { label: 'inbox', key: 'i' },
		all
	}
} as const satisfies Record<string, Record<string, Action>>;

export type View = keyof typeof actions;
export type ActionOf<V extends View> = keyof (typeof actions)[V] & string;

export const views = Object.keys(actions) as View[];
/** What a view is called where its keys are listed. */
export const viewTitles: Record<View, string> = {
	annotate: 'While labelling',
	rank: 'While ranking',
	adjudicate: 'While adjudicating',
	inbox: 'At the inbox',
	monitor: 'At the monitor'
};

/** The actions of a view by name, in the order in which they are listed. */
export const actionsOf = (view: View): [name: string, action: Action][] => Object.entries(actions[view]);
