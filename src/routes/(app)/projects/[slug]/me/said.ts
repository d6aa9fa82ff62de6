/** How one does oneself, in words: what the number says, what is usual, and what to do about it. Pure. */
import type { Share } from '#lib/project/accuracy.ts';
import type { OwnErrors } from '#lib/quality/errors.ts';
import type { Measured, Side, Typical } from '#lib/quality/people-view.ts';
import { list, plural } from '#lib/ui/words.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const seconds = (s: number): string =>
	s < 10 ? `${Math.round(s * 10) / 10} s` : s < 120 ? `${Math.round(s)} s` : `${Math.round(s / 60)} min`;

export type Part = {
	title: string;
	/** the number, large */
	value: string;
	/** what it says, and where the true one lies */
	said: string;
	/** what can be done about it; null: nothing has to be */
	advice: string | null;
	/** 0 to 1 */
	share: { value: number; low: number; high: number } | null;
};

const shown = ({ value, low, high }: Pick<Measured, 'value' | 'low' | 'high'>): Part['share'] =>
	value === null ? null : { value, low, high };
const between = ({ low, high }: Pick<Measured, 'low' | 'high'>): string =>
	`The true number lies between ${Math.round(low * 100)} and ${percent(high)}.`;

export function agreementSaid(own: Measured | null): Part | null {
	if (!own?.enough || own.value === null) return null;
	return {
		title: 'You and others',
		value: percent(own.value),
		said: `Of ${plural(own.of, 'item')} that others judged too, so often another person says what you say. ${between(own)} Not agreeing is no mistake by itself: hard items divide people.`,
		advice:
			own.high < 0.5
				? 'You often see it otherwise than others. Read the guidelines once more, and flag an item where they leave you in doubt.'
				: null,
		share: shown(own)
	};
}

export function goldSaid(own: Share | null): Part | null {
	if (!own?.enough || own.share === null) return null;
	return {
		title: 'Where the answer was known',
		value: percent(own.share),
		said: `${own.right} of ${plural(own.answers, 'answer')} to such items were right. ${between(own)} Nobody can tell which items they were, so this moves in steps of ten.`,
		advice:
			own.high < 0.9
				? 'Look at the examples in the guidelines again; whoever leads the project can tell what is asked.'
				: null,
		share: shown({ value: own.share, ...own })
	};
}

export function againSaid(own: Share | null): Part | null {
	if (!own?.enough || own.share === null) return null;
	return {
		title: 'The same answer again',
		value: percent(own.share),
		said: `${own.right} of ${plural(own.answers, 'comparison')} came out the same when they were shown to you again with the sides swapped. ${between(own)}`,
		advice: own.high < 0.8 ? 'Read both before you choose, and call it a tie where neither is better.' : null,
		share: shown({ value: own.share, ...own })
	};
}

export function sideSaid(own: Side | null): Part | null {
	if (!own?.enough || own.value === null || own.z === null) return null;
	const leans = Math.abs(own.z) > 2.576;
	const which = own.value > 0.5 ? 'first' : 'second';
	return {
		title: 'Your sides',
		value: percent(own.value),
		said: leans
			? `Of ${plural(own.of, 'pair')} that you decided, you chose the one shown first ${plural(own.left, 'time')}: you lean to the ${which} one, by more than chance.`
			: `Of ${plural(own.of, 'pair')} that you decided, you chose the one shown first ${plural(own.left, 'time')}. Each stands first as often, so about half is what to expect: you lean to no side.`,
		advice: leans
			? `Read the ${which === 'first' ? 'second' : 'first'} one to its end before you choose.`
			: null,
		share: shown(own)
	};
}

export function timeSaid(
	median: number | null,
	fast: Measured | null,
	typical: Typical
): (Omit<Part, 'share'> & { median: number }) | null {
	if (median === null) return null;
	const usual = typical
		? `The middle half of people here take ${seconds(typical.low)} to ${seconds(typical.high)}.`
		: 'How long others take is not told of so few people.';
	const haste =
		fast?.enough && fast.value !== null && fast.value > 0
			? ` ${percent(fast.value)} of the latest took less than half of the time that reading them takes.`
			: '';
	return {
		title: 'Your time',
		value: seconds(median),
		said: `The middle one of your latest answers. ${usual}${haste} Slow is never wrong.`,
		advice:
			fast?.enough && fast.low > 0.2
				? 'Take the time to read all of it: what is skipped over is where answers differ.'
				: null,
		median
	};
}

const about = (n: number): string => (n === 0 ? 'a few' : `about ${n}`);

/** Answers that a final one overruled, with the kinds that were named. */
export function errorsSaid(own: OwnErrors | null): Part | null {
	if (!own) return null;
	const kinds = list(own.kinds.map(({ kind, overruled }) => `${kind} (${about(overruled)})`));
	return {
		title: 'Where a lead decided otherwise',
		value: own.overruled === 0 ? 'A few' : `About ${own.overruled}`,
		said: `${own.overruled === 0 ? 'Fewer than ten' : 'So many'} of your answers were replaced by a final one. ${
			kinds === '' ? '' : `What was named most: ${kinds}. `
		}Such items are the hard ones, on which people differ. This moves in steps of ten.`,
		advice:
			own.kinds.length === 0
				? null
				: 'Look at what the guidelines say of such cases, and flag an item where they do not settle it.',
		share: null
	};
}
