/**
 * What a person types, picks or ticks while the page waits for something, its scripts or an answer, outlives
 * what comes: the page writes what it was told, and what was typed since is written back.
 */

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Kept = { control: Control; is: () => boolean; set: () => void };

const isControl = (target: unknown): target is Control =>
	target instanceof HTMLInputElement ||
	target instanceof HTMLTextAreaElement ||
	target instanceof HTMLSelectElement;
const isTick = (control: Control): control is HTMLInputElement =>
	control instanceof HTMLInputElement && ['checkbox', 'radio'].includes(control.type);

function keptOf(control: Control): Kept {
	if (isTick(control)) {
		const { checked } = control;
		return { control, is: () => control.checked === checked, set: () => (control.checked = checked) };
	}
	const { value } = control;
	// A file's name cannot be written back; who chose it still has it.
	if (control.type === 'file') return { control, is: () => true, set: () => {} };
	return { control, is: () => control.value === value, set: () => (control.value = value) };
}

function giveBack(kept: Kept[]): void {
	for (const { control, is, set } of kept) {
		if (!control.isConnected || is()) continue;
		set();
		for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }));
	}
}

const isEarly = (control: Control): boolean => {
	if (isTick(control)) return control.checked !== control.defaultChecked;
	return control instanceof HTMLSelectElement || control.value !== control.defaultValue;
};

/** Asked just before the page wakes; the answer, called just after, writes back what waking wrote over. */
export function keepEarly(): () => void {
	const controls = Array.from(document.querySelectorAll<Control>('input, textarea, select'));
	const kept = controls.filter(isEarly).map(keptOf);
	return () => giveBack(kept);
}

/** Asked as something is on its way: notes what is typed from now on, and where the hand goes. */
export function keepSince() {
	const typed = new Map<Control, Kept>();
	let hand: HTMLElement | null = null;
	const note = ({ type, target }: Event) => {
		if (!(target instanceof HTMLElement)) return;
		if (type === 'input' && isControl(target)) typed.set(target, keptOf(target));
		// Kit itself sends the focus to the body, or to what has it by itself.
		else if (target === document.body || target.hasAttribute('autofocus')) return;
		if (target === document.activeElement) hand = target;
	};
	const types = ['input', 'focusin'];
	for (const type of types) document.addEventListener(type, note, true);
	return {
		/** writes back what the page has written over */
		giveBack: () => giveBack([...typed.values()]),
		/** where the hand went or wrote in the meantime, if anywhere; nothing is noted any more */
		end: (): HTMLElement | null => {
			for (const type of types) document.removeEventListener(type, note, true);
			return hand;
		}
	};
}
