/** How long something was before somebody's eyes: what passes while the tab is hidden does not count. */
export class Gaze {
	#gathered = 0;
	/** when the present look began; null: nobody looks */
	#since: number | null = null;

	/** Something new is shown. */
	begin(now: number, visible: boolean): void {
		this.#gathered = 0;
		this.#since = visible ? now : null;
	}
	/** The tab was hidden, or is seen again. */
	turn(now: number, visible: boolean): void {
		this.#gathered = this.milliseconds(now);
		this.#since = visible ? now : null;
	}
	milliseconds(now: number): number {
		return this.#gathered + (this.#since === null ? 0 : Math.max(0, now - this.#since));
	}
}
