/** The items behind one number of a preview: by unit how much of it each holds, and the first of them to be read. */
import { previewOf } from '#lib/project/line.ts';
import { inList } from '#lib/project/insert.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { before, SHOWN, type Show, type Shown, type ShownItem } from '../shown.ts';
import { itemsById } from './items.server.ts';
import type { Picture } from './picture.ts';
import type { Entry } from './stage.server.ts';

/** What is known of each unit under one choice. */
export type Known = {
	picture: Picture;
	isResolved: (u: number) => boolean;
	isPicked: (u: number) => boolean;
	/** what its votes come to, and how many of them count */
	decided: (u: number) => { entry: Entry; votes: number };
	/** why each example is no row; null of one that is */
	unfit: (u: number, entry: Entry) => (string | null)[];
};

const times = (all: (string | null)[], own: string | null): number => all.filter((one) => one === own).length;

/** By unit, how much it holds of a number; of a split all its rows, whichever they are dealt into. */
export function spread({ picture, isResolved, isPicked, decided, unfit }: Known, show: Show): Int32Array {
	const drop = 'drop' in show ? show.drop : null;
	const step = 'step' in show ? show.step : drop === null ? 'rows' : null;
	const of = (u: number): number => {
		const standing = picture.standing[u] ?? 0;
		if (step === 'judgments') return standing;
		if (!isResolved(u)) return drop === before.unresolved ? standing : 0;
		if (!isPicked(u)) return drop === before.uncounted ? standing : 0;
		const { entry, votes } = decided(u);
		if (step === 'counted') return votes;
		if (step === 'examples') return entry.made.length;
		if (step === 'rows') return times(unfit(u, entry), null);
		if (drop === before.uncounted) return standing - votes;
		return times([...entry.drops, ...unfit(u, entry)], drop);
	};
	return Int32Array.from(picture.ids, (_, u) => of(u));
}

export type Found = { project: string; /** its id, or that of a verdict on it */ item: string; many: number };

/** Gathers what each item holds of a number, in the order in which items come. */
export function gathering() {
	const first = new Map<string, Found>();
	const others = new Set<string>();
	let count = 0;
	return {
		/** @param many less than nothing where a final answer stands in the place of no judgment */
		add(project: string, item: string, many: number): void {
			count += many;
			if (many <= 0) return;
			const known = first.get(item);
			if (known) known.many += many;
			else if (first.size < SHOWN) first.set(item, { project, item, many });
			else others.add(item);
		},
		async shown(db: ReadDb): Promise<Shown> {
			return {
				count,
				items: first.size + others.size,
				first: await withTexts(db, [...first.values()])
			};
		}
	};
}

/** Verdicts go by their own ids. @returns the items that they are of */
async function judgedBy(db: ReadDb, ids: string[]): Promise<Map<string, string>> {
	if (ids.length === 0) return new Map();
	const { marks, values } = inList(ids, 1);
	const rows = await db.query<{ id: string; item_id: string }>(
		`select id, item_id from judgment where id in (${marks})`,
		...values
	);
	return new Map(rows.map(({ id, item_id }) => [id, item_id]));
}

async function withTexts(db: ReadDb, found: Found[]): Promise<ShownItem[]> {
	const texts = new Map<string, { key: string; line: string }>();
	const judged = await judgedBy(
		db,
		found.map(({ item }) => item)
	);
	const itemOf = (id: string) => judged.get(id) ?? id;
	for await (const page of itemsById(db, [...new Set(found.map(({ item }) => itemOf(item)))]))
		for (const { id, key, payload } of page) texts.set(id, { key, line: previewOf(payload).line });
	return found.map(({ project, item, many }) => {
		const { key = '', line = '' } = texts.get(itemOf(item)) ?? {};
		return { project, item: key, many, line };
	});
}
