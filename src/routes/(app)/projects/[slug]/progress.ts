/** How far a project is, as a sentence and as the step that comes next; and what the system hands out to nobody. */
import { count, plural } from '#lib/ui/words.ts';

export type Counts = {
	items: number;
	places: number;
	submitted: number;
	counted: number;
	skipped: number;
	imported: number;
	people: number;
	left_out: { identical: number; self_naming: number; erased?: number };
};
export type Step = 'import' | 'judge' | 'export';

export const filled = ({ counted, places }: Counts): number => Math.min(counted, places);

export const leftOutOf = ({ identical, self_naming, erased = 0 }: Counts['left_out']): number =>
	identical + self_naming + erased;

/** `12 identical, 3 name their model`; empty where nothing is left out. */
export function leftOutSaid({ identical, self_naming: naming, erased = 0 }: Counts['left_out']): string {
	const why = [
		...(identical > 0 ? [`${count(identical)} identical`] : []),
		...(naming > 0 ? [`${count(naming)} ${naming === 1 ? 'names its model' : 'name their model'}`] : []),
		...(erased > 0 ? [`${count(erased)} erased`] : [])
	];
	return why.join(', ');
}

export function nextStep(counts: Counts): Step {
	if (counts.items === 0) return 'import';
	return filled(counts) < counts.places ? 'judge' : 'export';
}

export function progressSaid(counts: Counts): string {
	const { places, imported, left_out: out } = counts;
	/** those that wait for anybody at all */
	const items = counts.items - leftOutOf(out);
	const done = filled(counts);
	if (counts.items === 0) return 'No items yet';
	if (items <= 0)
		return counts.items === 1 ? 'The one item is left out' : `All ${count(counts.items)} items are left out`;
	if (done === places) return items === 1 ? 'The one item is judged' : `All ${count(items)} items are judged`;
	if (done > 0) return `${count(done)} of ${plural(places, 'judgment')} are in`;
	if (imported > 0) return `${plural(imported, 'judgment')} came with the items, none is given here yet`;
	return items === 1
		? '1 item waits for its judgment'
		: `${count(items)} items wait for their first judgment`;
}
