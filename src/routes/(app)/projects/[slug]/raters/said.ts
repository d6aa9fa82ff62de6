/** How people do, in words. */
import type { Share } from '#lib/project/accuracy.ts';
import type { RaterView } from '#lib/project/raters.server.ts';
import { plural } from '#lib/ui/words.ts';

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** `18 of 20 right, 70–97 %` @param unit what follows the number, such as `right` */
export function shareSaid({ answers, right, low, high, enough }: Share, unit: string): string {
	if (answers === 0) return 'Nothing yet';
	const counted = `${right} of ${answers} ${unit}`;
	return enough ? `${counted}, ${Math.round(low * 100)}–${percent(high)}` : `${counted}: too few to say`;
}

/** Towards which side somebody leans who changes their mind with the sides; null where nothing says so. */
export function leanSaid({
	toFirst,
	toLast
}: Pick<RaterView['repeats'], 'toFirst' | 'toLast'>): string | null {
	const flips = toFirst + toLast;
	if (flips < 3) return null;
	if (toFirst >= 0.75 * flips) return `Of ${plural(flips, 'flip')} ${toFirst} went to what stood first`;
	return toLast >= 0.75 * flips ? `Of ${plural(flips, 'flip')} ${toLast} went to what stood last` : null;
}

export function trainingSaid({ state, attempt, attempts }: RaterView['training']): string | null {
	if (state === 'none') return null;
	if (state === 'passed') return 'Training passed';
	if (state === 'failed') return `Training not passed in ${plural(attempts, 'attempt')}`;
	return state === 'not_begun' ? 'Training not begun' : `In training, attempt ${attempt} of ${attempts}`;
}

/** Those who need somebody come first, then by name. */
export const inOrder = (raters: RaterView[]): RaterView[] => {
	const urgency = ({ paused, training }: RaterView) => (paused ? 0 : training.state === 'failed' ? 1 : 2);
	return raters.toSorted(
		(a, b) => urgency(a) - urgency(b) || (a.name || a.email).localeCompare(b.name || b.email)
	);
};
