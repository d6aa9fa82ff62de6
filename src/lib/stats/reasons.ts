/** Why a number is not there, in words for a person: a measure that is undefined is never a silent zero. */

export const reasons = {
	no_pairs: 'No two people judged the same thing, so there is nothing to compare.',
	one_value: 'All that can be compared is one and the same answer, so chance alone would agree as well.',
	one_rater: 'Only one person judged.',
	many_raters: 'More than two people judged, and this number is of two: look at it pair by pair.',
	all_tied: 'One of the two puts everything on one level, so there is no order to compare.',
	short: 'Fewer than two things were ranked by both.',
	nothing_marked: 'Nobody marked anything, so there is nothing to find again.',
	few_groups: 'Too few independent groups of items to say how sure this number is.',
	no_spread: 'All groups of items say the same, so they do not tell how sure this number is.'
} as const;

export type Reason = keyof typeof reasons;
