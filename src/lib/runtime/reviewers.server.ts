/** Reads how reviewers do: everybody for those who lead, oneself for whoever reviews. Bounded, by one index. */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { authorizeRuntime } from './decision.server.ts';
import type { Gate } from './gate.ts';
import type { Risk } from './modes.ts';
import type { ReviewInput } from './input.ts';
import {
	behind,
	reviewersOf,
	wasFast,
	type Checked,
	type Person,
	type Reviewed,
	type ReviewerView
} from './reviewers.ts';
import type { SeedContent } from './seed.ts';
import type { FirstView } from './view.ts';

/** The latest verdicts of a project that are looked at. */
export const MOST_REVIEWS = 5_000;
const MOST_CHECKS = 5_000;
const MOST_BEHIND = 200;

export const ReviewersQuery = z.strictObject({
	/** whose verdicts are listed */
	person: z.string().max(254).optional(),
	/** behind which figure, such as fast, risk:high or week:0 */
	show: z.string().max(40).default('all')
});
export type ReviewersQuery = z.infer<typeof ReviewersQuery>;

export type Behind = Pick<
	Reviewed,
	'id' | 'verdict' | 'dwellMs' | 'words' | 'risk' | 'confidence' | 'first'
> & {
	at: string;
	fast: boolean;
};
export type Reviewers = {
	/** verdicts looked at; the latest `most` at most */
	looked: number;
	most: number;
	items: ReviewerView[];
	/** for `person`: the verdicts behind a figure, the newest first, at most 200 */
	behind?: Behind[];
};

type Row = {
	item_id: string;
	user_id: string;
	answers: string;
	dwell_ms: number | null;
	words: number | null;
	at: number;
	risk: Risk;
	confidence: number | null;
	gate: string;
};

/** Vetoes are left out: at a monitor nobody says yes, so they would make everybody look stern. */
const verdicts = `select judgment.item_id, judgment.user_id, judgment.answers, judgment.dwell_ms, judgment.words,
		judgment.at, decision.risk, decision.confidence, decision.gate
	from judgment join decision on decision.id = judgment.item_id
	join event on event.id = judgment.event_id and event.type <> 'decision.vetoed'
	where judgment.project_id = $1 and judgment.kind = 'person' and judgment.purpose = 'work'
		and judgment.user_id is not null
	order by judgment.project_id desc, judgment.id desc limit ${MOST_REVIEWS}`;

const reviewedIn = (row: Row): Reviewed => {
	const { verdict, first } = JSON.parse(row.answers) as {
		verdict: ReviewInput['verdict'];
		first?: FirstView;
	};
	return {
		id: row.item_id,
		user: row.user_id,
		verdict,
		at: Number(row.at),
		dwellMs: row.dwell_ms,
		words: row.words,
		risk: row.risk,
		confidence: row.confidence ?? 0,
		quorum: (JSON.parse(row.gate) as Gate).quorum,
		first: first ?? null
	};
};

async function checksIn(store: Store, projectId: string): Promise<Checked[]> {
	const rows = await store.read.query<{
		user_id: string;
		answered_at: number;
		caught: boolean | number;
		agent: string;
		proposal: string | null;
	}>(
		`select seeding.user_id, seeding.answered_at, seeding.caught, seed.agent, seed.proposal
		from seeding join seed on seed.id = seeding.seed_id
		where seeding.project_id = $1 and seeding.answered_at is not null
		order by seeding.id desc limit ${MOST_CHECKS}`,
		projectId
	);
	return rows.map(({ user_id, answered_at, caught, agent, proposal }) => ({
		user: user_id,
		at: Number(answered_at),
		agent,
		action: proposal === null ? null : (JSON.parse(proposal) as SeedContent).shown.action.name,
		caught: Boolean(caught)
	}));
}

/** @throws Refusal not_found, forbidden */
export async function listReviewers(
	store: Store,
	actor: Actor,
	slug: string,
	{ person, show }: ReviewersQuery,
	now = Date.now()
): Promise<Reviewers> {
	const { project, role } = await authorizeRuntime(store, actor, 'decisions', slug);
	const [rows, checks] = await Promise.all([
		store.read.query<Row>(verdicts, project.id),
		checksIn(store, project.id)
	]);
	const all = rows.map(reviewedIn);
	const ids = [...new Set([...all, ...checks].map(({ user }) => user))];
	const leads = role === 'admin' || role === 'researcher';
	const me = actor.kind === 'person' ? actor.id : '';
	const seen = leads ? ids : ids.filter((id) => id === me);
	const people =
		seen.length === 0
			? []
			: await store.read.query<Person>(
					`select id, email, name from user_account where id in (${seen.map((_, i) => `$${i + 1}`).join(', ')})`,
					...seen
				);
	const wanted = people.find(({ email }) => email === person);
	const listed = wanted ? (behind(wanted.id, all, show, now) ?? []) : null;
	return {
		looked: all.length,
		most: MOST_REVIEWS,
		items: reviewersOf(people, all, checks, now),
		...(listed
			? {
					behind: listed.slice(0, MOST_BEHIND).map((one) => ({
						id: one.id,
						verdict: one.verdict,
						dwellMs: one.dwellMs,
						words: one.words,
						risk: one.risk,
						confidence: one.confidence,
						first: one.first,
						at: new Date(one.at).toISOString(),
						fast: wasFast(one)
					}))
				}
			: {})
	};
}
