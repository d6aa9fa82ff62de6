/** The strips of those who judge: what of each is shown, who stands out, and what is said of them. */
import type { Measured, PersonView } from '#lib/quality/people-view.ts';
import { duration } from '#lib/ui/words.ts';
import type { Someone } from './swarm.ts';

export type Judged = Pick<PersonView, 'rater' | 'side' | 'agreement' | 'again' | 'time' | 'fast'>;

export type StripOf = {
	label: string;
	people: Someone[];
	tell: (value: number) => string;
	/** what everybody should be, where there is such a thing */
	should?: number;
	within: readonly [number, number];
	/** of who stands out */
	of: (someone: Someone) => string;
	otherwise: string;
};

const share = (value: number): string => Number(value.toFixed(2)).toString();
const times = (value: number): string => `${Math.round(100 * value)} times in 100`;
const all: readonly [number, number] = [0, 1];

/** Those of whom enough is known to be shown. */
const known = (people: readonly Judged[], of: (one: Judged) => Measured): Someone[] =>
	people.flatMap((one) => {
		const { value, enough, marked } = of(one);
		return value === null || !enough ? [] : [{ name: one.rater, value, marked }];
	});

export function stripsOf(people: readonly Judged[]): StripOf[] {
	return [
		{
			label: 'Chose the first',
			people: known(people, ({ side }) => side),
			tell: share,
			should: 0.5,
			within: all,
			of: ({ name, value }) => `${name} chooses the first ${times(value)}.`,
			otherwise: 'Nobody surely leans to a side.'
		},
		{
			label: 'Agrees with others',
			people: known(people, ({ agreement }) => agreement),
			tell: share,
			within: all,
			of: ({ name, value }) => `${name} agrees with others ${times(value)}.`,
			otherwise: 'Nobody is surely off the others.'
		},
		{
			label: 'Agrees with self',
			people: known(people, ({ again }) => again),
			tell: share,
			within: all,
			of: ({ name, value }) => `${name} says the same again ${times(value)}.`,
			otherwise: 'On pairs shown again, swapped.'
		},
		{
			label: 'Time per vote',
			people: people.flatMap(({ rater, time: { median }, fast }) =>
				median === null ? [] : [{ name: rater, value: median, marked: fast.marked }]
			),
			tell: duration,
			within: [0, Infinity],
			of: ({ name, value }) => `${name}: ${duration(value)}, often too fast for what there is to read.`,
			otherwise: 'The middle of each one’s latest votes.'
		}
	];
}
