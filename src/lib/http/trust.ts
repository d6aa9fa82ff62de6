/**
 * Trust in somebody who stays for long: what they may is asked anew before it is too old to be believed, so that
 * nobody waits for it who is asked for all the time, and never believed for longer.
 */

/** A key may be revoked and a role taken away while somebody listens: nothing is said on what is older. */
export const TRUST_MS = 2_000;

/**
 * So many at a time, the others in their order: what is asked in passing must not stand in the way of those who wait.
 */
export function inLanes(most: number): <T>(act: () => Promise<T>) => Promise<T> {
	const line: (() => void)[] = [];
	let free = most;
	return async (act) => {
		if (free === 0) await new Promise<void>((resolve) => line.push(resolve));
		else free--;
		try {
			return await act();
		} finally {
			const next = line.shift();
			if (next) next();
			else free++;
		}
	};
}

type Means = {
	/** whether they still may; a refusal that is thrown is a no */
	ask: () => Promise<boolean>;
	/** called when they may no longer */
	lose: () => void;
	now: () => number;
	random: () => number;
};

/** @returns whether they may, at once while that is known, else when it has been asked */
export function trusting({ ask, lose, now, random }: Means): () => boolean | Promise<boolean> {
	let known = now();
	// Each at a moment of their own: a thousand who listen do not all ask at one event.
	const renewal = () => known + TRUST_MS * (0.6 + 0.3 * random());
	let renewAt = renewal();
	let asking: Promise<boolean> | null = null;
	const renew = async (): Promise<boolean> => {
		const asked = now();
		const may = await ask().catch(() => false);
		asking = null;
		if (!may) return false;
		known = asked;
		renewAt = renewal();
		return true;
	};
	return () => {
		if (now() < renewAt) return true;
		asking ??= renew();
		if (now() >= known + TRUST_MS) return asking;
		void asking.then((may) => may || lose());
		return true;
	};
}
