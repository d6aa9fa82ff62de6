/** The one way in: bytes of any format become rows, rows become items, judgments or suggestions. */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import { addJudgments } from '#lib/project/add-judgments.server.ts';
import { addSuggestions } from '#lib/project/add-suggestions.server.ts';
import type { Report } from '#lib/project/incoming.ts';
import type { IntakeOptions } from '#lib/project/intake.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Reading } from './format.ts';
import { mapRows, type Kind, type Mapping } from './mapping.ts';
import type { Shape } from './readers/shape.ts';
import { unfolded } from './readers/unfold.ts';
import { rowsIn } from './rows.server.ts';

const verbs = { items: addItems, judgments: addJudgments, suggestions: addSuggestions };

export type Import = Reading &
	IntakeOptions & {
		kind: Kind;
		mapping: Mapping | null;
		/** whether items of a known format keep the judgments that their rows bring */
		judgments?: boolean | undefined;
	};

/** @throws Refusal not_found, forbidden, and what makes a body unreadable as a whole */
export async function importBytes(
	store: Store,
	actor: Actor,
	slug: string,
	bytes: AsyncIterable<Uint8Array>,
	{ kind, mapping, format, delimiter, most, judgments = true, ...options }: Import
): Promise<Report> {
	// Cells of a table are text; so is what a mapping takes out of columns.
	const table = format === 'csv' || mapping !== null;
	const form = async () => formOf(store.read, (await authorize(store, actor, 'manage', slug)).project);
	const read = rowsIn(bytes, { format, delimiter, most });
	const recognised: Record<string, number> = {};
	const known = ({ name }: Shape) => (recognised[name] = (recognised[name] ?? 0) + 1);
	const items =
		kind !== 'suggestions' && mapping === null ? unfolded(read, form, { kind, judgments }, known) : read;
	const rows = mapRows(kind, mapping, format === 'csv', items);
	const report = await verbs[kind](store, actor, slug, rows, { ...options, table });
	return Object.keys(recognised).length > 0 ? { ...report, recognised } : report;
}
