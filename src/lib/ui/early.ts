/** What a person types, picks or ticks before the page's scripts have come outlives their coming. */

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Kept = { control: Control; is: () => boolean; set: () => void };

function keptOf(control: Control): Kept | null {
	if (control instanceof HTMLInputElement && ['checkbox', 'radio'].includes(control.type)) {
		const { checked } = control;
		if (checked === control.defaultChecked) return null;
		return { control, is: () => control.checked === checked, set: () => (control.checked = checked) };
	}
	if (control instanceof HTMLInputElement && control.type === 'file') return null;
	const { value } = control;
	if (!(control instanceof HTMLSelectElement) && value === control.defaultValue) return null;
	return { control, is: () => control.value === value, set: () => (control.value = value) };
}

/** Asked just before the page wakes; the answer, called just after, writes back what waking wrote over. */
export function keepEarly(): () => void {
	const controls = document.querySelectorAll<Control>('input, textarea, select');
	const kept = Array.from(controls, keptOf).filter((one) => one !== null);
	return () => {
		for (const { control, is, set } of kept) {
			if (!control.isConnected || is()) continue;
			set();
			for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }));
		}
	};
}
