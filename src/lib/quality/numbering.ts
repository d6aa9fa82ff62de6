/** Hashes of 53 bits as small numbers, in the order of their first coming: sixteen bytes each, and found without a loop. */

/** Of so many slots one is taken at most, so that most hashes are found where they are looked for first. */
const ROOM = 2;

const slotOf = (hash: number, mask: number): number => {
	const mixed = Math.imul(hash | 0, 0x9e3779b1);
	return (mixed ^ (mixed >>> 15)) & mask;
};

export class Numbering {
	size = 0;
	#hashes = new Float64Array(64);
	/** one more than the number; 0 is free */
	#table = new Int32Array(64 * ROOM);

	of(hash: number): number {
		const mask = this.#table.length - 1;
		let slot = slotOf(hash, mask);
		for (let taken = this.#table[slot] ?? 0; taken !== 0; taken = this.#table[slot] ?? 0) {
			if (this.#hashes[taken - 1] === hash) return taken - 1;
			slot = (slot + 1) & mask;
		}
		if (this.size === this.#hashes.length) {
			this.#grow();
			return this.of(hash);
		}
		this.#hashes[this.size] = hash;
		this.#table[slot] = this.size + 1;
		return this.size++;
	}

	/** @returns -1 where it never came */
	find(hash: number): number {
		const mask = this.#table.length - 1;
		for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
			const taken = this.#table[slot] ?? 0;
			if (taken === 0 || this.#hashes[taken - 1] === hash) return taken - 1;
		}
	}

	hashOf(number: number): number {
		return number < this.size ? (this.#hashes[number] ?? 0) : 0;
	}

	#grow(): void {
		const hashes = new Float64Array(this.#hashes.length * 2);
		hashes.set(this.#hashes);
		this.#hashes = hashes;
		this.#table = new Int32Array(hashes.length * ROOM);
		const mask = this.#table.length - 1;
		for (let number = 0; number < this.size; number++) {
			let slot = slotOf(hashes[number] ?? 0, mask);
			while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
			this.#table[slot] = number + 1;
		}
	}
}
