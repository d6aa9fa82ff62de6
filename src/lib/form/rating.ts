/** Which number of a scale a digit means. */
import type { Question } from './kind.ts';

/** The number itself, 0 as 10 where the scale has no 0; by place on other scales. Null when there is none. */
export function ratingOf({ min = 1, max = 5 }: Pick<Question, 'min' | 'max'>, digit: string): number | null {
	const number = Number(digit);
	if (min >= 0 && max <= 10) {
		const value = number === 0 && min > 0 ? 10 : number;
		return value >= min && value <= max ? value : null;
	}
	const value = min + (number === 0 ? 9 : number - 1);
	return value <= max ? value : null;
}
