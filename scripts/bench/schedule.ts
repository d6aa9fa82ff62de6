/**
 * When each person means to act: an open loop. Moments are fixed before the first request, so a slow answer delays
 * nobody's intention, and latency counted from these moments hides no wait (no coordinated omission).
 */

export type Moment = { person: number; act: 'claim' | 'submit'; at: number };

/** A small seeded generator (mulberry32): the same run has the same moments. @returns numbers in [0, 1) */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/**
 * One claim and one submit a second for each person: the claim at any moment of the first half of their second, the
 * submit at any moment of the other half. People are independent, so their moments cluster as they do in life.
 * @returns moments in order of time, in milliseconds from the start
 */
export function schedule(people: number, seconds: number, seed: number): Moment[] {
	const random = seeded(seed);
	const moments: Moment[] = [];
	for (let person = 0; person < people; person++)
		for (let second = 0; second < seconds; second++) {
			moments.push({ person, act: 'claim', at: 1000 * (second + random() / 2) });
			moments.push({ person, act: 'submit', at: 1000 * (second + 0.5 + random() / 2) });
		}
	return moments.sort((a, b) => a.at - b.at);
}

/**
 * So many a second on average, each at any moment of the whole time: what comes from many who know nothing of each
 * other. @returns moments in order of time, in milliseconds from the start
 */
export function arrivals(perSecond: number, seconds: number, seed: number): number[] {
	const random = seeded(seed);
	const moments = Array.from({ length: Math.round(perSecond * seconds) }, () => 1000 * seconds * random());
	return moments.sort((a, b) => a - b);
}
