/** The table of people: everybody who judged or stands somewhere, as they are sorted and filtered by the address. Pure. */
import type { ErrorCount } from '#lib/quality/errors.server.ts';
import type { PersonView } from '#lib/quality/people-view.ts';
import type { Standing } from '#lib/project/raters.server.ts';
import type { Column, RatersAddress } from './address.ts';
import { isMarked, nameOf } from './strips.ts';

export type RowView = {
	rater: string;
	name: string;
	person: PersonView | null;
	standing: Standing | null;
	/** answers that a final one overruled */
	overruled: number;
};

export function rowsOf(
	people: readonly PersonView[],
	standings: readonly Standing[],
	errors: readonly ErrorCount[] = []
): RowView[] {
	const overruled = new Map<string, number>();
	for (const one of errors) overruled.set(one.rater, (overruled.get(one.rater) ?? 0) + one.overruled);
	const byEmail = new Map(standings.map((one) => [one.email, one]));
	const rows: RowView[] = people.map((person) => ({
		rater: person.rater,
		name: nameOf(person),
		person,
		standing: byEmail.get(person.rater) ?? null,
		overruled: overruled.get(person.rater) ?? 0
	}));
	const known = new Set(people.map(({ rater }) => rater));
	// In training, or only skipping: they stand here all the same.
	for (const standing of standings)
		if (!known.has(standing.email))
			rows.push({
				rater: standing.email,
				name: standing.name || standing.email,
				person: null,
				standing,
				overruled: overruled.get(standing.email) ?? 0
			});
	return rows;
}

const urgency = ({ person, standing }: RowView): number =>
	standing?.paused ? 0 : standing?.training.state === 'failed' ? 1 : person && isMarked(person) ? 2 : 3;

const valueOf: Record<Exclude<Column, 'person' | 'overruled'>, (one: PersonView) => number | null> = {
	judgments: ({ judgments }) => judgments,
	agreement: ({ agreement: { value, enough } }) => (enough ? value : null),
	kappa: ({ kappa }) => (kappa?.enough ? kappa.value : null),
	gold: ({ gold: { value, enough } }) => (enough ? value : null),
	again: ({ again: { value, enough } }) => (enough ? value : null),
	side: ({ side: { value, enough } }) => (enough ? value : null),
	ties: ({ ties: { value, enough } }) => (enough ? value : null),
	time: ({ time }) => time.median,
	fast: ({ fast: { value, enough } }) => (enough ? value : null)
};

/** Without a word said, those who need somebody come first; of whom nothing can be said come last. */
export function inOrder(rows: readonly RowView[], { sort, down, show }: RatersAddress): RowView[] {
	const shown = show === 'marked' ? rows.filter((row) => urgency(row) < 3) : rows;
	const byName = (a: RowView, b: RowView) => a.name.localeCompare(b.name, 'en', { numeric: true });
	if (sort === undefined) return shown.toSorted((a, b) => urgency(a) - urgency(b) || byName(a, b));
	const turn = down === '1' ? -1 : 1;
	if (sort === 'person') return shown.toSorted((a, b) => turn * byName(a, b));
	if (sort === 'overruled')
		return shown.toSorted((a, b) => turn * (a.overruled - b.overruled) || byName(a, b));
	const value = (row: RowView) => row.person && valueOf[sort](row.person);
	return shown.toSorted((a, b) => {
		const [one, other] = [value(a), value(b)];
		if (one === null || other === null) return Number(one === null) - Number(other === null) || byName(a, b);
		return turn * (one - other) || byName(a, b);
	});
}
