/** What a lead said of an item last, and the refusal of whoever answers something that they did not see. */
import type { Tx } from '#lib/schema/store.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Answers } from '#lib/schema/values.ts';

type Said = { id: string; userId: string; by: string; at: number };
export type Standing = {
	final: (Said & { answers: Answers }) | null;
	/** people look at it again now */
	sentBack: (Said & { round: number; comment: string | null }) | null;
};

type Row = { id: string; user_id: string; email: string; at: number };
const said = ({ id, user_id: userId, email: by, at }: Row): Said => ({ id, userId, by, at });

export async function rulingOn(db: Pick<Tx, 'query'>, itemId: string): Promise<Standing> {
	const [final] = await db.query<Row & { answers: string }>(
		`select r.event_id as id, r.user_id, u.email, r.at, r.answers
		from resolution r join user_account u on u.id = r.user_id where r.item_id = $1`,
		itemId
	);
	const [again] = await db.query<Row & { round: number; comment: string | null }>(
		`select s.event_id as id, s.user_id, u.email, s.at, s.round, s.comment
		from send_back s join user_account u on u.id = s.user_id where s.item_id = $1 and s.ended_at is null`,
		itemId
	);
	return {
		final: final ? { ...said(final), answers: JSON.parse(final.answers) as Answers } : null,
		sentBack: again ? { ...said(again), round: again.round, comment: again.comment } : null
	};
}

/** What stands, in the one name that callers send back as `seen`; null where nothing does. */
export const nameOf = ({ final, sentBack }: Standing): string | null => final?.id ?? sentBack?.id ?? null;

const MOST_TOLD = 300;
const short = (text: string): string => (text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)}…` : text);

/** @param seen undefined: whatever stands is replaced @throws Refusal settled, which shows what the other one said */
export function assertAsSeen(standing: Standing, seen: string | null | undefined): void {
	const name = nameOf(standing);
	if (seen === undefined || seen === name) return;
	const { final, sentBack } = standing;
	if (final)
		throw new Refusal(
			'settled',
			`${final.by} gave this item its final answer meanwhile: ${short(JSON.stringify(final.answers))}. Look at it again before you replace it.`
		);
	if (sentBack)
		throw new Refusal(
			'settled',
			`${sentBack.by} sent this item back meanwhile: “${short(sentBack.comment ?? '')}”. Look at it again before you answer.`
		);
	throw new Refusal(
		'settled',
		'What you saw of this item stands no more: it was taken back, or people have looked at it again. Open it once more.'
	);
}
