/** Where things stand in a JSON text: the place of each JSON pointer (RFC 6901), and of the first slip. */

/** A stretch of the text, and the 1-based line where it begins. */
export type Stretch = { start: number; end: number; line: number };
type Slip = { at: number; message: string };

const stretch = (text: string, start: number, end: number): Stretch => ({
	start,
	end,
	line: text.slice(0, start).split('\n').length
});

const literal = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const space = /[ \t\r\n]*/y;
const DEEPEST = 200;

class Scanner {
	readonly places = new Map<string, [start: number, end: number]>();
	readonly text: string;
	#at = 0;

	constructor(text: string) {
		this.text = text;
	}

	#match(pattern: RegExp): string | null {
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.text)?.[0] ?? null;
		if (found !== null) this.#at += found.length;
		return found;
	}
	#sees(sign: string): boolean {
		this.#match(space);
		return this.text[this.#at] === sign;
	}
	#take(sign: string, message: string): void {
		if (!this.#sees(sign)) this.#slip(message);
		this.#at++;
	}
	#slip(message: string): never {
		const slip: Slip = { at: this.#at, message };
		throw slip;
	}
	#string(): string {
		const found = this.#match(string);
		if (found === null)
			this.#slip(
				this.text[this.#at] === "'"
					? 'Names and text stand in double quotes.'
					: this.text[this.#at] === '"'
						? 'This text has no closing quote, or a bad sign after a backslash.'
						: 'A name in double quotes is missing here.'
			);
		return found;
	}
	#members(pointer: string, depth: number): void {
		this.#at++;
		if (this.#sees('}')) return void this.#at++;
		for (;;) {
			this.#match(space);
			if (this.text[this.#at] === '}') this.#slip('Remove the comma before this bracket.');
			const name = JSON.parse(this.#string()) as string;
			this.#take(':', 'A colon is missing after the name.');
			this.#value(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth);
			if (this.#sees('}')) return void this.#at++;
			this.#take(',', 'A comma or a closing } is missing here.');
		}
	}
	#elements(pointer: string, depth: number): void {
		this.#at++;
		if (this.#sees(']')) return void this.#at++;
		for (let i = 0; ; i++) {
			if (this.#sees(']')) this.#slip('Remove the comma before this bracket.');
			this.#value(`${pointer}/${i}`, depth);
			if (this.#sees(']')) return void this.#at++;
			this.#take(',', 'A comma or a closing ] is missing here.');
		}
	}
	#value(pointer: string, depth = 0): void {
		if (depth > DEEPEST) this.#slip('This is nested too deeply.');
		this.#match(space);
		const start = this.#at;
		const sign = this.text[start];
		if (sign === '{') this.#members(pointer, depth + 1);
		else if (sign === '[') this.#elements(pointer, depth + 1);
		else if (sign === '"' || sign === "'") this.#string();
		else if (this.#match(literal) === null)
			this.#slip(
				sign === undefined
					? 'The text ends too early.'
					: ',]}'.includes(sign)
						? 'A value is missing before this sign.'
						: 'This is no JSON value.'
			);
		this.places.set(pointer, [start, this.#at]);
	}
	whole(): void {
		this.#value('');
		this.#match(space);
		if (this.#at < this.text.length) this.#slip('Only one value may stand here; this comes after its end.');
	}
}

export type Slipped = Stretch & { message: string };

/** The first slip of a text that is not JSON, with what would mend it; null when it is JSON. */
export function slipOf(text: string): Slipped | null {
	try {
		new Scanner(text).whole();
		return null;
	} catch (thrown) {
		const { at, message } = thrown as Slip;
		return { ...stretch(text, Math.min(at, text.length), Math.min(at + 1, text.length)), message };
	}
}

/** Where the value at `pointer` stands, or the innermost value around it that is there; null when not JSON. */
export function placeOf(text: string, pointer: string): Stretch | null {
	const scanner = new Scanner(text);
	try {
		scanner.whole();
	} catch {
		return null;
	}
	for (let rest = pointer; ; rest = rest.slice(0, rest.lastIndexOf('/'))) {
		const found = scanner.places.get(rest);
		if (found) return stretch(text, ...found);
		if (rest === '') return null;
	}
}
