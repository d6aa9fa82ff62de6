/** The guidelines beside the work: as they are now, and whether they changed since this person looked last. */
export type Guidelines = { text: string; version: number; /** 0: never looked */ seen: number };

type Ways = {
	/** the guidelines as they are now, or null when they cannot be had */
	fetch: () => Promise<{ text: string; version: number } | null>;
	/** tells the server that a version was seen */
	tell: (version: number) => unknown;
};

type Ask = <T>(
	method: 'GET' | 'PUT',
	path: string,
	body?: unknown
) => Promise<{ ok: true; body: T } | { ok: false }>;

/** The ways through the API of a project. */
export function waysOf(slug: string, ask: Ask): Ways {
	const project = `/api/v1/projects/${slug}`;
	return {
		async fetch() {
			const answer = await ask<{ guidelines: string; guideline_version: number }>('GET', project);
			return answer.ok ? { text: answer.body.guidelines, version: answer.body.guideline_version } : null;
		},
		tell: (version) => ask('PUT', `${project}/guidelines/seen`, { version })
	};
}

export class Reading {
	text = $state('');
	version = $state(0);
	seen = $state(0);
	readonly #ways: Ways;
	/** the version that is on its way */
	#wanted = 0;

	constructor({ text, version, seen }: Guidelines, ways: Ways) {
		this.text = text;
		this.version = version;
		this.seen = seen;
		this.#ways = ways;
	}

	/** There is a later version than the one that this person saw. */
	readonly changed: boolean = $derived(this.seen > 0 && this.seen < this.version);

	/** The page is on screen: whoever never looked sees them for the first time now. */
	begin(): void {
		if (this.seen === 0) this.look();
	}

	/** They were looked at as they stand. */
	look(): void {
		if (this.seen >= this.version) return;
		this.seen = this.version;
		this.#ways.tell(this.version);
	}

	/** These were handed out; where one was under a later version, that is fetched. */
	async learn(handed: ({ guideline_version: number } | null)[]): Promise<void> {
		const version = Math.max(0, ...handed.map((held) => held?.guideline_version ?? 0));
		if (version <= Math.max(this.version, this.#wanted)) return;
		this.#wanted = version;
		const fresh = await this.#ways.fetch();
		this.#wanted = 0;
		if (!fresh || fresh.version <= this.version) return;
		this.text = fresh.text;
		this.version = fresh.version;
	}
}
