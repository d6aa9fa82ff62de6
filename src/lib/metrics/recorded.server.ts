/** What this instance recorded that supports an answer to laws and frameworks, counted by indexed reads at this moment. */
import { authorizeInstance } from '#lib/auth/access.server.ts';
import type { Actor } from '#lib/auth/actor.ts';
import { idsSince, newId } from '#lib/schema/id.ts';
import type { Param, ReadDb, Store } from '#lib/schema/store.server.ts';
import {
	factWords,
	frameworks,
	LATELY_DAYS,
	type Asked,
	type FactName,
	type Framework
} from './oversight.ts';
import { readTallies, type TallyName } from './tally.server.ts';

const DAY_MS = 86_400_000;

/** `value` is a number, a day, or nothing where nothing is recorded. */
export type Fact = { label: string; href: string; value: number | string | null };
export type Recorded = (Omit<Framework, 'articles'> & {
	articles: (Omit<Asked, 'facts'> & { facts: Fact[] })[];
})[];

type Values = Record<FactName, number | string | null>;

async function counts(db: ReadDb, now: number): Promise<Values> {
	const tallies = await readTallies(db);
	const tally = (name: TallyName, ...labels: string[]): number =>
		tallies
			.filter((row) => row.name === name && (labels.length === 0 || labels.includes(row.label)))
			.reduce((sum, { value }) => sum + value, 0);
	const one = async (text: string, ...values: Param[]) =>
		Number((await db.query<{ value: number | null }>(text, ...values))[0]?.value ?? 0);
	const [first] = await db.query<{ at: number }>('select at from event where position = 1');
	const days = await one(`select value from setting where name = 'retention_days'`);
	const held = `(roles like '%"admin"%' or roles like '%"operator"%')`;
	return {
		events: await one('select max(position) as value from event'),
		oldest: first ? new Date(first.at).toISOString().slice(0, 10) : null,
		signed: await one('select max(size) as value from log_head'),
		decisions: tally('submitted'),
		asked: tally('submitted', 'pending', 'veto_open'),
		denied: tally('submitted', 'denied'),
		outcomes: tally('event', 'decision.outcome_reported'),
		overrides: tally(
			'verdict',
			'decision.approved_with_edit',
			'decision.rejected',
			'decision.responded',
			'decision.vetoed',
			'decision.reversed'
		),
		reversed: tally('event', 'decision.reversed'),
		breaches: tally('event', 'decision.escalated'),
		expired: tally('event', 'decision.expired'),
		stoppers: await one(
			`select count(*) as value from user_account where disabled_at is null and (${held}
			or id in (select user_id from member where ${held}))`
		),
		halts: await one('select count(*) as value from halt'),
		haltsLately: await one(
			'select count(*) as value from halt where id >= $1',
			idsSince(newId(now), LATELY_DAYS * DAY_MS)
		),
		haltsActive: await one('select count(*) as value from halt where lifted_at is null'),
		// As it is while nobody changed it: the least that the instance takes.
		retention: days || 183,
		erased: tally('event', 'decision.erased', 'item.erased'),
		keys: await one('select count(*) as value from signing_key'),
		passkeys: await one('select count(distinct user_id) as value from passkey'),
		trained: await one('select count(distinct user_id) as value from seat where trained_at is not null'),
		members: await one('select count(*) as value from user_account where disabled_at is null'),
		projects: await one(
			`select count(*) as value from project where stage = 'runtime' and state <> 'archived'`
		),
		policies: await one('select count(*) as value from policy'),
		agents: await one(`select count(*) as value from api_key where role = 'agent' and revoked_at is null`),
		judgments: tally('event', 'judgment.submitted'),
		versions: await one('select count(*) as value from dataset_version'),
		webhooks: await one(`select count(*) as value from webhook where state = 'on'`)
	};
}

/** @throws Refusal forbidden */
export async function recorded(store: Store, actor: Actor, now = Date.now()): Promise<Recorded> {
	authorizeInstance(actor, 'instance');
	const values = await counts(store.read, now);
	return frameworks.map((framework) => ({
		...framework,
		articles: framework.articles.map((article) => ({
			...article,
			facts: article.facts.map((name) => ({ ...factWords[name], value: values[name] }))
		}))
	}));
}
