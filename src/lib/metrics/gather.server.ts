/**
 * The numbers of the instance, from counts that are kept and from indexed reads of what is open: whatever lies behind,
 * they cost the same. They are the database's, the same on each of several servers.
 */
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import type { Family, Sample } from './exposition.ts';
import { readTallies, type Tally } from './tally.server.ts';

/** Projects that have a label of their own; the others are one. */
const MOST_PROJECTS = 100;
const QUANTILES = [0.5, 0.9, 1];

const counter = (name: string, help: string, samples: Sample[]): Family => ({
	name,
	help,
	type: 'counter',
	samples
});
const gauge = (name: string, help: string, samples: Sample[]): Family => ({
	name,
	help,
	type: 'gauge',
	samples
});

/** Sums samples that have the same labels. */
function summed(samples: { labels: Record<string, string>; value: number }[]): Sample[] {
	const sums = new Map<string, { labels: Record<string, string>; value: number }>();
	for (const { labels, value } of samples) {
		const key = JSON.stringify(labels);
		sums.set(key, { labels, value: (sums.get(key)?.value ?? 0) + value });
	}
	return [...sums.values()];
}

type Named = (project: string) => string;

function fromTallies(tallies: Tally[], named: Named): Family[] {
	const of = (name: Tally['name'], label: string, map: (label: string) => string | null = (own) => own) =>
		summed(
			tallies.flatMap((row) => {
				const text = row.name === name ? map(row.label) : null;
				return text === null
					? []
					: [{ labels: { project: named(row.project), [label]: text }, value: row.value }];
			})
		);
	const byProject = (type: string) =>
		summed(
			tallies
				.filter(({ name, label }) => name === 'event' && label === type)
				.map(({ project, value }) => ({ labels: { project: named(project) }, value }))
		);
	const verdict = (types: Record<string, string>) => (type: string) => types[type] ?? null;
	return [
		counter(
			'assent_events_total',
			'Events of the log, by type.',
			summed(
				tallies
					.filter(({ name }) => name === 'event')
					.map(({ label, value }) => ({ labels: { type: label }, value }))
			)
		),
		counter(
			'assent_decisions_total',
			'Decisions that AI systems proposed, by what became of them as they came in.',
			of('submitted', 'status')
		),
		counter(
			'assent_verdicts_total',
			'Answers that people gave to decisions, by kind.',
			of(
				'verdict',
				'verdict',
				verdict({
					'decision.approved': 'approved',
					'decision.approved_with_edit': 'approved_with_edit',
					'decision.rejected': 'rejected',
					'decision.responded': 'responded',
					'decision.vetoed': 'vetoed',
					'decision.signed': 'signed',
					'decision.edited': 'signed',
					'decision.confirmed': 'confirmed',
					'decision.reversed': 'reversed'
				})
			)
		),
		counter(
			'assent_overrides_total',
			'Answers by which a person overrode what an AI system proposed.',
			of(
				'verdict',
				'how',
				verdict({
					'decision.approved_with_edit': 'edited',
					'decision.rejected': 'rejected',
					'decision.responded': 'responded',
					'decision.vetoed': 'vetoed',
					'decision.reversed': 'reversed'
				})
			)
		),
		counter(
			'assent_breaches_total',
			'Decisions that nobody answered in the time that their gate gives before others are asked.',
			byProject('decision.escalated')
		),
		counter(
			'assent_expiries_total',
			'Decisions that nobody answered in time.',
			byProject('decision.expired')
		),
		counter('assent_halts_total', 'Times that agents were stopped, by scope.', of('halt', 'scope'))
	];
}

/** @param sorted in rising order, not empty */
const quantile = (sorted: number[], q: number): number =>
	sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? 0;

async function pending(db: ReadDb, named: Named, now: number): Promise<Family[]> {
	const rows = await db.query<{ slug: string; created_at: number }>(
		`select project.slug, decision.created_at from decision join project on project.id = decision.project_id
		where decision.status in ('pending', 'veto_open') and decision.expires_at > $1 order by decision.created_at desc`,
		now
	);
	const ages = new Map<string, number[]>();
	for (const { slug, created_at } of rows) {
		const own = ages.get(named(slug)) ?? [];
		own.push(Math.max(0, (now - created_at) / 1000));
		ages.set(named(slug), own);
	}
	return [
		gauge(
			'assent_pending_decisions',
			'Decisions that wait for a person or for a veto.',
			[...ages].map(([project, own]) => ({ labels: { project }, value: own.length }))
		),
		gauge(
			'assent_pending_age_seconds',
			'How long they have waited; quantile 1 is the oldest.',
			[...ages].flatMap(([project, own]) =>
				QUANTILES.map((q) => ({ labels: { project, quantile: String(q) }, value: quantile(own, q) }))
			)
		)
	];
}

const size = {
	sqlite: `select (select page_count from pragma_page_count()) * (select page_size from pragma_page_size()) as value`,
	postgres: 'select pg_database_size(current_database()) as value'
};

async function rest({ read, dialect }: Pick<Store, 'read' | 'dialect'>): Promise<Family[]> {
	const one = async (text: string) =>
		Number((await read.query<{ value: number | null }>(text))[0]?.value ?? 0);
	const by = async (label: string, text: string): Promise<Sample[]> =>
		(await read.query<{ label: string; value: number }>(text)).map((row) => ({
			labels: { [label]: row.label },
			value: Number(row.value)
		}));
	return [
		gauge('assent_halts_active', 'Halts that stand.', [
			{ value: await one('select count(*) as value from halt where lifted_at is null') }
		]),
		gauge(
			'assent_jobs',
			'Long pieces of work, by state.',
			await by('state', 'select state as label, count(*) as value from job group by state order by state')
		),
		gauge('assent_webhook_outbox', 'Messages that are not delivered, by state.', [
			{
				labels: { state: 'waiting' },
				value: await one(`select count(*) as value from webhook_delivery where state = 'waiting'`)
			},
			{
				labels: { state: 'dead' },
				value: await one(
					`select count(*) as value from webhook join webhook_delivery on webhook_delivery.webhook_id = webhook.id
					and webhook_delivery.state = 'dead'`
				)
			}
		]),
		counter('assent_webhook_attempts_total', 'Attempts to deliver messages, by how they went.', [
			{ labels: { outcome: 'sent' }, value: await one('select sum(sent) as value from webhook') },
			{ labels: { outcome: 'failed' }, value: await one('select sum(failed) as value from webhook') }
		]),
		gauge('assent_log_position', 'Events of the log that have a position.', [
			{ value: await one('select max(position) as value from event') }
		]),
		gauge('assent_log_signed_size', 'Events under the latest signed head of the log’s tree.', [
			{ value: await one('select max(size) as value from log_head') }
		]),
		gauge('assent_database_bytes', 'Size of the database.', [{ value: await one(size[dialect]) }])
	];
}

/** Projects that are spoken of by name: the first by their slug. */
function namedOf(slugs: string[]): Named {
	const first = new Set(
		[...new Set(slugs)]
			.filter((slug) => slug !== '')
			.sort()
			.slice(0, MOST_PROJECTS)
	);
	return (project) => (project === '' ? '' : first.has(project) ? project : 'other');
}

export async function gather(store: Store, now = Date.now()): Promise<Family[]> {
	const [tallies, slugs] = await Promise.all([
		readTallies(store.read),
		store.read.query<{ slug: string }>(
			`select slug from project where stage = 'runtime' order by slug limit 1000`
		)
	]);
	const named = namedOf([...slugs.map(({ slug }) => slug), ...tallies.map(({ project }) => project)]);
	return [...fromTallies(tallies, named), ...(await pending(store.read, named, now)), ...(await rest(store))];
}
