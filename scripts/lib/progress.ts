/** How far a command is: a bar on a terminal, now and then a plain line in a pipe. Goes to standard error. */
const WIDTH = 28;
const EVERY_MS = { terminal: 80, pipe: 5_000 };

export function progress(unit: string, total: number | null) {
	const terminal = process.stderr.isTTY;
	let last = Date.now();
	let shown = false;
	const line = (done: number, part: number) => {
		const share = total ? Math.min(1, part / total) : null;
		const filled = Math.round((share ?? 0) * WIDTH);
		const bar =
			share === null
				? ''
				: `${'━'.repeat(filled)}${'╌'.repeat(WIDTH - filled)} ${Math.floor(share * 100)} % `;
		return `${bar}${done.toLocaleString('en')} ${unit}`;
	};
	return {
		/** @param done things finished @param part of `total`, such as bytes read */
		step(done: number, part = done): void {
			if (Date.now() - last < (terminal ? EVERY_MS.terminal : EVERY_MS.pipe)) return;
			last = Date.now();
			shown = true;
			process.stderr.write(terminal ? `\r\x1b[2K${line(done, part)}` : `${line(done, part)}\n`);
		},
		end(): void {
			if (terminal && shown) process.stderr.write('\r\x1b[2K');
		}
	};
}
