/** Texts that come again and again, each read once: most people give the same few answers. */

/** A text that is longer is somebody's own words. */
const SHORT = 256;
const MOST_KNOWN = 1_024;

/** @param read what a text says. What it gives out may be given out again, so nobody may change it */
export function readOnce<T>(read: (text: string) => T): (text: string) => T {
	const known = new Map<string, T>();
	return (text) => {
		if (text.length > SHORT) return read(text);
		let found = known.get(text);
		if (found === undefined) {
			if (known.size === MOST_KNOWN) known.clear();
			known.set(text, (found = read(text)));
		}
		return found;
	};
}
