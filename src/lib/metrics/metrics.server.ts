/** What one server process counts of itself, and the page of all numbers: gathered once for those who ask together. */
import { timingSafeEqual } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { may } from '#lib/auth/access.ts';
import type { Actor } from '#lib/auth/actor.ts';
import { onObserved } from '#lib/log/observe.server.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { expose, type Family } from './exposition.ts';
import { gather } from './gather.server.ts';
import { Histogram } from './histogram.ts';

const REQUEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** From a second to a day: people answer. */
const WAIT_BOUNDS = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400];
/** Numbers are this old at most; asking more often costs no more. */
const FRESH_MS = 2_000;

export type Metrics = {
	/** One request that was answered. */
	request(kind: RequestKind, method: string, status: number, seconds: number): void;
	/** @throws Refusal unauthenticated, forbidden */
	page(asked: { actor: Actor | null; refused: Refusal | null; bearer: string | null }): Promise<string>;
	stop(): void;
};
/** `wait`: asked to be answered late; `stream`: answered for as long as it is listened to */
export type RequestKind = 'api' | 'wait' | 'stream' | 'page';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const isSame = (a: string, b: string): boolean =>
	timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));

/** @param token what a scraper may send in place of a key; empty: keys alone */
export function openMetrics(store: Store, token: string): Metrics {
	const requests = new Histogram(REQUEST_BOUNDS);
	const claims = new Histogram(WAIT_BOUNDS, 101);
	const handling = new Histogram(WAIT_BOUNDS, 101);
	const delay = monitorEventLoopDelay({ resolution: 20 });
	delay.enable();
	const silence = onObserved(({ what, project, seconds }) =>
		(what === 'claim' ? claims : handling).observe({ project }, Math.max(0, seconds))
	);

	const own = (): Family[] => {
		const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
		const lag = (q: number) => ({
			labels: { quantile: String(q) },
			value: seconds(delay.percentile(q * 100))
		});
		const families: Family[] = [
			{
				name: 'assent_time_to_claim_seconds',
				help: 'From a decision’s creation until somebody took it in hand.',
				type: 'histogram',
				samples: claims.samples()
			},
			{
				name: 'assent_handling_seconds',
				help: 'From taking a decision in hand until the answer.',
				type: 'histogram',
				samples: handling.samples()
			},
			{
				name: 'assent_http_request_duration_seconds',
				help: 'Requests that were answered, by kind, method and class of status.',
				type: 'histogram',
				samples: requests.samples()
			},
			{
				name: 'assent_event_loop_delay_seconds',
				help: 'How late the process turns to what is due, since the page before.',
				type: 'gauge',
				samples: [lag(0.5), lag(0.99), { labels: { quantile: '1' }, value: seconds(delay.max) }]
			},
			{
				name: 'process_resident_memory_bytes',
				help: 'Resident memory size in bytes.',
				type: 'gauge',
				samples: [{ value: process.memoryUsage.rss() }]
			},
			{
				name: 'process_start_time_seconds',
				help: 'Start time of the process since unix epoch in seconds.',
				type: 'gauge',
				samples: [{ value: Math.round(performance.timeOrigin / 1000) }]
			}
		];
		delay.reset();
		return families;
	};

	let gathered: { at: number; families: Promise<Family[]> } | null = null;
	const instance = (now: number): Promise<Family[]> => {
		if (gathered === null || now - gathered.at > FRESH_MS) {
			const families = gather(store, now);
			gathered = { at: now, families };
			// What failed is asked for anew.
			families.catch(() => (gathered = null));
		}
		return gathered.families;
	};

	return {
		request(kind, method, status, seconds) {
			const verb = methods.includes(method) ? method : 'other';
			requests.observe({ kind, method: verb, status: `${Math.floor(status / 100)}xx` }, seconds);
		},
		async page({ actor, refused, bearer }) {
			const isScraper = token !== '' && bearer !== null && isSame(bearer, token);
			if (!isScraper && !actor)
				throw refused ?? new Refusal('unauthenticated', 'Send an admin’s key: Authorization: Bearer as_….');
			if (!isScraper && actor && may(actor, 'instance') === null)
				throw new Refusal(
					'forbidden',
					'Only an admin, or who has the token of ASSENT_METRICS_TOKEN, reads these.'
				);
			return expose([...(await instance(Date.now())), ...own()]);
		},
		stop() {
			silence();
			delay.disable();
		}
	};
}
