/** What a person may say of the item in hand, beside or instead of an answer, and what they are asked for it. */
export type Asking = 'flag' | 'comment' | 'skip';

export const askings: Record<Asking, { label: string; hint: string; send: string; needed: boolean }> = {
	flag: {
		label: 'What is wrong with this item?',
		hint: 'For those who lead the project; may be empty',
		send: 'Flag',
		needed: false
	},
	comment: {
		label: 'Comment on this item',
		hint: 'For those who lead the project',
		send: 'Save comment',
		needed: true
	},
	skip: {
		label: 'Why do you skip it?',
		hint: 'For those who lead the project; may be empty',
		send: 'Skip',
		needed: false
	}
};
