/**
 * What a person said they would do before they were shown what is proposed, and what follows of it: what is hidden
 * until then, and from when on the seconds count that somebody must have had it before them.
 */
import type { Actor } from '#lib/auth/actor.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Role } from '#lib/schema/values.ts';
import { gateOf, type DecisionRow } from './decision.server.ts';
import type { Gate } from './gate.ts';
import type { ViewInput } from './input.ts';
import { asksView, isAsked } from './mask.ts';
import type { FirstView } from './view.ts';

export type Formed = { view: FirstView; at: number };

export const viewOf = ({
	would,
	text
}: Pick<ViewInput, 'would'> & { text?: string | null | undefined }): FirstView => ({
	would,
	...(text === undefined || text === null ? {} : { text })
});

/** @returns null while they have not said it */
export async function formedView(db: ReadDb, decisionId: string, userId: string): Promise<Formed | null> {
	const [row] = await db.query<{ would: FirstView['would']; text: string | null; at: number }>(
		'select would, text, at from first_view where decision_id = $1 and user_id = $2',
		decisionId,
		userId
	);
	return row ? { view: viewOf(row), at: Number(row.at) } : null;
}

export const assertAsked = (row: DecisionRow): void => {
	if (!asksView(gateOf(row), row.status))
		throw new Refusal('not_asked', 'Nothing is hidden here: answer it at once.');
};

/** The same again is no mistake. @throws Refusal settled for another one */
export function assertSame(earlier: FirstView, input: ViewInput): void {
	if (earlier.would !== input.would || earlier.text !== input.text)
		throw new Refusal(
			'settled',
			'You said what you would do, and that stands. What is proposed is shown now.'
		);
}

/** @throws Refusal view_first while they have not said what they would do, where the gate asks for it */
export function assertFormed(row: DecisionRow, formed: Formed | null): void {
	if (asksView(gateOf(row), row.status) && formed === null)
		throw new Refusal('view_first', 'Say first what you would do; then you are shown what is proposed.');
}

/** From when on somebody has had before them what is proposed. */
export const shownFrom = (row: Pick<DecisionRow, 'leasedAt'>, formed: Formed | null, now: number): number =>
	Math.max(row.leasedAt ?? now, formed?.at ?? 0);

/** @throws Refusal too_soon: an approval counts only after the seconds that the gate asks for */
export function assertRead({ min_seconds = 0 }: Gate, from: number, now: number): void {
	const left = Math.ceil((from + min_seconds * 1000 - now) / 1000);
	if (left > 0)
		throw new Refusal(
			'too_soon',
			`Read on: it can be approved in ${left} s. To reject it you need not wait. Nothing was stored.`
		);
}

/** @throws Refusal view_first for whoever is to say what they would do, while they have not */
export async function assertUnhidden(db: ReadDb, row: DecisionRow, actor: Actor, role: Role): Promise<void> {
	if (!isAsked(actor.kind, role) || !asksView(gateOf(row), row.status)) return;
	assertFormed(row, actor.kind === 'person' ? await formedView(db, row.id, actor.id) : null);
}
