/** What a calibration finds, in words and numbers for people. */
import type { Evidence, Reading } from '#lib/runtime/calibration.ts';
import type { Share } from '#lib/stats/wilson.ts';
import { count, plural } from '#lib/ui/words.ts';

/** `0.88` of 88 hundredths. */
export const hundredth = (at: number): string => (at / 100).toFixed(2);

/** `1.7 %`, `12 %`, `5 %`: a digit after the point where there is little. */
export const percent = (share: number): string => {
	const hundred = share * 100;
	return `${hundred >= 9.95 ? Math.round(hundred) : Number(hundred.toFixed(1))} %`;
};

/** `1.7 % (1.1–2.6)` */
export const shareSaid = (share: Share | null): string =>
	share
		? `${percent(share.share)} (${percent(share.low).replace(' %', '')}–${percent(share.high).replace(' %', '')})`
		: 'nobody looked';

/** The thresholds at which the error is the target. */
export function metAt({ suggestion, range, points }: Reading, target: number): string {
	if (suggestion.kind === 'thin') return 'too few to say';
	if (range)
		return range.low === range.high
			? hundredth(range.low)
			: `${hundredth(range.low)}–${hundredth(range.high)}`;
	return (points.find(({ error }) => error !== null)?.error?.share ?? 1) <= target ? 'below all' : 'nowhere';
}

/** A number a day: `18`, `0.4`. */
export const daily = (n: number): string => (n > 0 && n < 9.95 ? n.toFixed(1) : count(Math.round(n)));

type Finding = { action: string; now: number | null; target: number; reading: Reading };

/** The heading: what to do, or what is missing to say it. */
export function findingOf({ action, now, target, reading: { suggestion, verdicts } }: Finding): string {
	const wrong = percent(target);
	if (suggestion.kind === 'thin')
		return verdicts === 0
			? `Nobody has judged ${action} yet`
			: `Too few verdicts on ${action} to promise ${wrong}: ${count(suggestion.more)} more are needed`;
	if (suggestion.kind === 'none') return `No threshold keeps ${action} below ${wrong} wrong yet`;
	const at = suggestion.point.at;
	if (now === null) return `From ${hundredth(at)} on ${action} may run alone with less than ${wrong} wrong`;
	if (at === now) return `The threshold of ${hundredth(at)} keeps ${action} below ${wrong} wrong`;
	return at > now
		? `Raise the threshold from ${hundredth(now)} to ${hundredth(at)} and wrong ${action} falls below ${wrong}`
		: `Lower the threshold from ${hundredth(now)} to ${hundredth(at)}: ${action} stays below ${wrong} wrong`;
}

/** Why there is a number or none, in a sentence. */
export function reasonOf({ suggestion }: Reading, target: number): string {
	const wrong = percent(target);
	switch (suggestion.kind) {
		case 'found':
			return `With 95 % confidence at most ${percent(suggestion.bound)} of what runs alone from there is wrong. Thresholds were tested from the surest downwards until the first that failed, so having chosen it breaks no promise.`;
		case 'thin':
			return `If none of them were wrong, ${count(suggestion.have + suggestion.more)} verdicts above a threshold would be enough to promise ${wrong}; there are ${count(suggestion.have)}. ${count(suggestion.more)} more are needed.`;
		case 'none': {
			const { at, error } = suggestion.point;
			const most = `From ${hundredth(at)} on ${shareSaid(error)} is wrong.`;
			return suggestion.more === null
				? `${most} More verdicts will not change that: choose a higher target, or let people decide.`
				: `${most} About ${plural(suggestion.more, 'more verdict')} like these would do.`;
		}
	}
}

/** What is held to be true where it cannot be counted. */
export function assumptionsOf(
	{ spread }: Pick<Evidence, 'spread'>,
	{ unseen, decisions }: Reading
): string[] {
	return [
		'Wrong is what people rejected, answered instead, or edited in an argument that the hash binds.',
		'Each verdict stands for as many decisions as it was drawn from, by the probability of being asked that was written down. Who was asked and did not answer is held to be like those who were answered.',
		spread > 1.005
			? `The same action of the same agent counts once, so ${spread.toFixed(1)} verdicts tell as much as one. Other decisions are held to be independent.`
			: 'No action was proposed twice, so decisions are held to be independent; what one prompt or one fault of an agent brings many times over is not seen.',
		...(unseen > 0
			? [
					`${count(unseen)} of ${plural(decisions, 'decision')} ran alone while nobody was to look. They are held to be like the others.`
				]
			: []),
		'What rules send to a person, and what is risky, is not counted: no threshold would let it run.'
	];
}
