/** A token bucket per name: so many a second, in bursts of as many. Pure of clocks: time is an argument. */
import { Refusal } from '#lib/schema/refusal.ts';

type Bucket = { tokens: number; at: number };

/** Buckets that are full again are forgotten, at the latest when there are this many. */
const MOST_BUCKETS = 50_000;

export function rateLimit(perSecond: number, burst: number = perSecond) {
	const buckets = new Map<string, Bucket>();
	const refilled = (bucket: Bucket, now: number) =>
		Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
	return {
		/** Takes one token. @throws Refusal rate_limited with the seconds to wait */
		take(name: string, now: number): void {
			const bucket = buckets.get(name) ?? { tokens: burst, at: now };
			const tokens = refilled(bucket, now);
			if (tokens < 1) {
				const seconds = (1 - tokens) / perSecond;
				throw new Refusal('rate_limited', `Too many requests: wait ${Math.ceil(seconds)} s.`, {
					retryAfter: seconds
				});
			}
			if (buckets.size >= MOST_BUCKETS && !buckets.has(name))
				for (const [other, held] of buckets) if (refilled(held, now) >= burst) buckets.delete(other);
			buckets.set(name, { tokens: tokens - 1, at: now });
		},
		/** Gives a token back, as for a guess that was right. */
		giveBack(name: string): void {
			const bucket = buckets.get(name);
			if (bucket) bucket.tokens = Math.min(burst, bucket.tokens + 1);
		},
		/** Forgets a name, as after a right password. */
		clear: (name: string) => buckets.delete(name)
	};
}
export type RateLimit = ReturnType<typeof rateLimit>;
