/** How people do as dots on lines: where each dot stands, who is named, and what the line says in words. Pure. */
import type { Measured, PeopleView, PersonView } from '#lib/quality/people-view.ts';
import { plural } from '#lib/ui/words.ts';
import { percent } from './said.ts';

export type Dot = { person: string; name: string; value: number; marked: boolean; said: string };
export type StripView = {
	key: 'side' | 'agreement' | 'gold' | 'again' | 'time';
	title: string;
	unit: string;
	/** ends of the line, and what is written along it */
	from: number;
	to: number;
	ticks: { at: number; said: string }[];
	/** what chance or no lean would give */
	middle: number | null;
	log: boolean;
	dots: Dot[];
	/** how many have too little to be shown */
	few: number;
	sentence: string;
};

export const nameOf = ({ name, rater }: Pick<PersonView, 'name' | 'rater'>): string => name || rater;
/** `64–77 %` */
export const rangeSaid = ({ low, high }: Pick<Measured, 'low' | 'high'>): string =>
	`${Math.round(low * 100)}–${percent(high)}`;
export const seconds = (s: number): string =>
	s < 10 ? `${Math.round(s * 10) / 10} s` : s < 120 ? `${Math.round(s)} s` : `${Math.round(s / 60)} min`;
/** `−0.07`; what rounds to nothing has no sign */
export function signed(value: number, digits = 2): string {
	const text = value.toFixed(digits);
	return Number(text) === 0 ? (0).toFixed(digits) : text.replace('-', '−');
}
/** A share as so many of a hundred. */
const times = (share: number): string => `${Math.round(share * 100)} times in 100`;

const shares = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, said: percent(at) }));
type Named = 'side' | 'agreement' | 'gold' | 'again';

const stands: Record<Named, (one: PersonView) => string> = {
	side: (one) => `${nameOf(one)} chooses the first ${times(one.side.value ?? 0)}`,
	agreement: (one) => `${nameOf(one)} agrees with others ${times(one.agreement.value ?? 0)}`,
	gold: (one) => `${nameOf(one)} is right on gold ${times(one.gold.value ?? 0)}`,
	again: (one) => `${nameOf(one)} gives the same answer again ${times(one.again.value ?? 0)}`
};

const nobody: Record<Named, string> = {
	side: 'Nobody leans to a side by more than chance.',
	agreement: 'Nobody agrees less with others than others do among themselves.',
	gold: 'Nobody is less right on gold than the others.',
	again: 'Nobody is less at one with themselves than the others.'
};

/** Names those who are furthest out; more than two are counted. */
function sentenceOf(key: Named, marked: PersonView[], dots: number): string {
	const [first, second, ...more] = marked;
	if (dots === 0) return 'Nobody has five yet: too few to say.';
	if (!first) return nobody[key];
	if (!second) return `${stands[key](first)}.`;
	return `${stands[key](first)}; ${
		more.length === 0
			? stands[key](second)
			: `${plural(more.length + 1, 'other stands', 'others stand')} out too`
	}.`;
}

/** How far out somebody is: the less probable, the further. */
const byChance = (key: Named) => (a: PersonView, b: PersonView) => (a[key].p ?? 1) - (b[key].p ?? 1);

function shareStrip(key: Named, title: string, unit: string, people: PersonView[]): StripView {
	// Those furthest out come first: they are named, and stand in the middle of their place.
	const told = people.filter((one) => one[key].enough).toSorted(byChance(key));
	return {
		key,
		title,
		unit,
		from: 0,
		to: 1,
		ticks: shares,
		middle: key === 'side' ? 0.5 : null,
		log: false,
		dots: told.map((one) => ({
			person: one.rater,
			name: nameOf(one),
			value: one[key].value ?? 0,
			marked: one[key].marked,
			said: `${percent(one[key].value ?? 0)}, ${rangeSaid(one[key])}`
		})),
		few: people.filter((one) => one[key].of > 0 && !one[key].enough).length,
		sentence: sentenceOf(
			key,
			told.filter((one) => one[key].marked),
			told.length
		)
	};
}

function timeStrip(people: PersonView[], typical: PeopleView['typical']): StripView {
	const told = people.filter(({ time }) => time.median !== null);
	const fast = people.filter((one) => one.fast.marked).toSorted((a, b) => (a.fast.p ?? 1) - (b.fast.p ?? 1));
	const [first] = fast;
	const half = typical ? `The middle half takes ${seconds(typical.low)} to ${seconds(typical.high)}.` : '';
	return {
		key: 'time',
		title: 'Time per judgment',
		unit: 'the middle one',
		from: 1,
		to: 600,
		ticks: [1, 10, 60, 600].map((at) => ({ at, said: seconds(at) })),
		middle: null,
		log: true,
		dots: told.map((one) => ({
			person: one.rater,
			name: nameOf(one),
			value: one.time.median ?? 0,
			marked: one.fast.marked,
			said: seconds(one.time.median ?? 0)
		})),
		few: people.filter(({ time }) => time.of > 0 && time.median === null).length,
		sentence: first
			? `${nameOf(first)} is too fast for what there is to read ${times(first.fast.value ?? 0)}. ${half}`
			: half || 'Nobody is faster than reading allows, more often than others are.'
	};
}

/** Those alone that the project can have. */
export function stripsOf(
	{ people, type, typical }: PeopleView,
	has: { gold: boolean; again: boolean; time: boolean }
): StripView[] {
	return [
		...(type === 'ranking' ? [shareStrip('side', 'Chose the first', 'of decided pairs', people)] : []),
		shareStrip('agreement', 'Agrees with others', 'of the same item', people),
		...(has.gold ? [shareStrip('gold', 'Right on gold', 'hidden among work', people)] : []),
		...(has.again ? [shareStrip('again', 'Agrees with self', 'shown again, swapped', people)] : []),
		...(has.time ? [timeStrip(people, typical)] : [])
	];
}

/** Where dots stand, so that none covers another: those of one place above each other, from the middle outwards. */
export function placed(
	dots: readonly Dot[],
	{ from, to, log }: Pick<StripView, 'from' | 'to' | 'log'>,
	width: number,
	size = 7
): (Dot & { x: number; row: number })[] {
	const scale = (value: number): number => {
		const within = Math.min(to, Math.max(from, value));
		return log ? Math.log(within / from) / Math.log(to / from) : (within - from) / (to - from);
	};
	const taken = new Map<number, number>();
	return dots.map((dot) => {
		const column = Math.round((scale(dot.value) * width) / size);
		const many = taken.get(column) ?? 0;
		taken.set(column, many + 1);
		return { ...dot, x: column * size, row: many % 2 === 0 ? many / 2 : -(many + 1) / 2 };
	});
}

const kinds: Named[] = ['gold', 'agreement', 'side', 'again'];
const wider: Record<Named, (n: number) => string> = {
	side: (n) => `${plural(n, 'person leans', 'people lean')} to a side`,
	agreement: (n) =>
		`${plural(n, 'person agrees', 'people agree')} less with others than others do among themselves`,
	gold: (n) => `${plural(n, 'person is', 'people are')} less right on gold than the others`,
	again: (n) => `${plural(n, 'person is', 'people are')} less at one with themselves than the others`
};

/** What stands out comes first: the finding of the page in a sentence. */
export function finding(people: readonly PersonView[], paused: number): string {
	if (paused > 0) return `${plural(paused, 'person is', 'people are')} paused here`;
	if (people.length === 0) return 'Nobody judged yet';
	// The measure in which somebody is furthest out.
	const found = kinds
		.map((key) => ({
			key,
			marked: people.filter((one) => one[key].marked).toSorted(byChance(key))
		}))
		.flatMap(({ key, marked }) => {
			const [first] = marked;
			return first ? [{ key, marked, first }] : [];
		})
		.toSorted((a, b) => (a.first[a.key].p ?? 1) - (b.first[b.key].p ?? 1));
	const [most] = found;
	if (most)
		return most.marked.length === 1 ? stands[most.key](most.first) : wider[most.key](most.marked.length);
	const fast = people.filter((one) => one.fast.marked);
	if (fast[0])
		return fast.length === 1
			? `${nameOf(fast[0])} is often too fast for what there is to read`
			: `${plural(fast.length, 'person is', 'people are')} often too fast for what there is to read`;
	return people.length === 1
		? 'One person judges here'
		: `Nobody stands out among ${plural(people.length, 'person', 'people')}`;
}

export const isMarked = (one: PersonView): boolean =>
	[one.agreement, one.gold, one.again, one.side, one.fast].some(({ marked }) => marked);
