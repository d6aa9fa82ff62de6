/** Many pictures sent one after the other: each arrives or says why not, and one that fails holds up no other. */
import type { Problem } from '#lib/http/problem.ts';

export type Failure = { name: string; why: string };
type Answer = { ok: boolean; status: number; problem: Problem | null };

async function sendOne(slug: string, file: File): Promise<Answer> {
	try {
		const response = await fetch(`/api/v1/projects/${slug}/files?name=${encodeURIComponent(file.name)}`, {
			method: 'POST',
			headers: { 'content-type': 'application/octet-stream' },
			body: file
		});
		const body = (await response.json()) as unknown;
		return { ok: response.ok, status: response.status, problem: response.ok ? null : (body as Problem) };
	} catch {
		return { ok: false, status: 0, problem: null };
	}
}

export class Sending {
	total = $state(0);
	sent = $state(0);
	/** were here already */
	known = $state(0);
	failures = $state.raw<Failure[]>([]);
	busy = $state(false);
	readonly #waiting: File[] = [];

	/** What comes while others are sent goes after them. */
	async send(slug: string, files: File[]): Promise<void> {
		this.#waiting.push(...files);
		if (this.busy) this.total += files.length;
		if (this.busy || files.length === 0) return;
		this.busy = true;
		this.total = files.length;
		this.sent = 0;
		this.known = 0;
		this.failures = [];
		for (let file = this.#waiting.shift(); file; file = this.#waiting.shift()) {
			const { ok, status, problem } = await sendOne(slug, file);
			if (!ok)
				this.failures = [
					...this.failures,
					{ name: file.name, why: problem?.detail ?? 'The server does not answer.' }
				];
			else if (status === 200) this.known++;
			this.sent++;
		}
		this.busy = false;
	}
}
