/** Why an item needs a lead, in a few words. */
import type { Dispute } from '#lib/quality/dispute.ts';

const words: Record<Dispute['reasons'][number], string> = {
	no_majority: 'no majority',
	low_agreement: 'people disagree',
	unsure: 'not sure enough',
	adjudication: 'every item is adjudicated here',
	flagged: 'flagged'
};

export function whyOf({ reasons, questions }: Pick<Dispute, 'reasons' | 'questions'>): string {
	const said = reasons.map((reason) => words[reason]);
	return [...said, ...(questions.length > 0 ? [`on ${questions.join(', ')}`] : [])].join(', ');
}
