/** How a version may be cut into files, by what the page calls it. */
export const cuts = {
	three: {
		title: '80 % train, 10 % validation, 10 % test',
		shares: { train: 0.8, validation: 0.1, test: 0.1 }
	},
	two: { title: '90 % train, 10 % test', shares: { train: 0.9, test: 0.1 } },
	one: { title: 'one file, train', shares: { train: 1 } }
} satisfies Record<string, { title: string; shares: Record<string, number> }>;

export const splitsOf = (cut: string): Record<string, number> =>
	(Object.hasOwn(cuts, cut) ? cuts[cut as keyof typeof cuts] : cuts.three).shares;
