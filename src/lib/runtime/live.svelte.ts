/** A page that follows the log: the browser's clock and the events of a project, while the page is there. */

/** The time, twice a second; what counts down reads it. */
export class Now {
	at = $state(Date.now());
	/** @returns how to stop */
	start(): () => void {
		const timer = setInterval(() => (this.at = Date.now()), 500);
		return () => clearInterval(timer);
	}
}

export type Heard = { type: string; project: string | null; subject: { type: string; id: string } };

const AGAIN_MS = 5_000;

/** Whether events come in; the browser comes back by itself, with its last id. */
export class Live {
	state = $state<'opening' | 'live' | 'lost'>('opening');
	heardAt = $state<number | null>(null);

	/** @returns how to stop */
	follow(project: string, hear: (event: Heard) => void): () => void {
		let source: EventSource | undefined;
		let again: ReturnType<typeof setTimeout> | undefined;
		const open = () => {
			source = new EventSource(`/api/v1/events?project=${encodeURIComponent(project)}`);
			source.onopen = () => (this.state = 'live');
			source.onmessage = ({ data }: MessageEvent<string>) => {
				this.state = 'live';
				this.heardAt = Date.now();
				hear(JSON.parse(data) as Heard);
			};
			source.onerror = () => {
				this.state = 'lost';
				// A browser that was refused, by a proxy or an ended session, does not come back by itself.
				if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
			};
		};
		open();
		return () => {
			clearTimeout(again);
			source?.close();
		};
	}
}

/** Runs `act` soon, once for any number of calls, and again when calls came while it ran. */
export function soon(act: () => Promise<void>, milliseconds = 30): () => void {
	let timer: ReturnType<typeof setTimeout> | null = null;
	let running = false;
	let again = false;
	const run = () => {
		timer = null;
		running = true;
		again = false;
		void act().finally(() => {
			running = false;
			if (again) call();
		});
	};
	const call = () => {
		if (running) again = true;
		else timer ??= setTimeout(run, milliseconds);
	};
	return call;
}
