/** Opens what the process needs, once, at its start; says where it is and how to sign in; ends in good order. */
import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { firstDemo } from './demo.server.ts';
import { openAuth } from '#lib/auth/auth.server.ts';
import { openSecrets } from '#lib/auth/secrets.server.ts';
import { openSigning } from '#lib/auth/signing.server.ts';
import { newSetupCode } from '#lib/auth/setup.server.ts';
import { DIFFERENCE_JOB, differenceKeeper } from '#lib/datasets/version/difference.server.ts';
import { datasetKeeper } from '#lib/datasets/version/keeper.server.ts';
import { DATASET_JOB } from '#lib/datasets/version/versions.server.ts';
import { openGate } from '#lib/http/gate.server.ts';
import { report, say } from '#lib/http/report.server.ts';
import { openAnswering } from '#lib/job/answering.server.ts';
import { openPouring } from '#lib/job/pouring.server.ts';
import { startJobs } from '#lib/job/run.server.ts';
import { openLog } from '#lib/log/follow.server.ts';
import { keepTree, logName } from '#lib/log/keep-tree.server.ts';
import { openMetrics } from '#lib/metrics/metrics.server.ts';
import { keepTallies } from '#lib/metrics/tally.server.ts';
import { fillComparisons } from '#lib/queue/comparison.server.ts';
import { environment } from '#lib/schema/environment.ts';
import { migrate } from '#lib/schema/migrate.server.ts';
import { startLoop } from '#lib/loop/follow.server.ts';
import { keepDraws } from '#lib/quality/draws.server.ts';
import { keepTime } from '#lib/runtime/clock.server.ts';
import { assertNode } from '#lib/schema/sqlite.server.ts';
import { faultOf, openStore, type Store } from '#lib/schema/store.server.ts';
import { startWebhooks } from '#lib/webhook/deliver.server.ts';
import { openReach } from '#lib/webhook/reach.server.ts';

type App = App.Locals['app'];

async function greeting(store: Store): Promise<string[]> {
	const { origin } = environment;
	const code = await newSetupCode(store);
	return [
		`Assent is ready at ${origin}`,
		code
			? `There is no admin yet. To become the first, open ${origin}/setup?code=${code}`
			: `Sign in at ${origin}/sign-in`
	];
}

/** Node tells when a server listens; under `vite dev` it did so before this file was loaded. */
function whenListening(act: (server: Server | null) => void): void {
	if (import.meta.env.DEV) act(null);
	else
		subscribe('tracing:net.server.listen:asyncEnd', (message) => act((message as { server: Server }).server));
}

/** What is wrong, for whoever starts the server: a sentence where we have one, else the stack. */
function cannotStart(error: unknown): never {
	const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
	const fault = faultOf(inner);
	if (/^(?:E[A-Z]+|28\w{3}|3D000)$/.test(fault.code ?? ''))
		say(`Assent cannot start: the database does not let us in (${fault.message}). Check DATABASE_URL.`);
	else if (fault.constructor === Error) say(`Assent cannot start: ${fault.message}`);
	else report(inner, 'at the start');
	process.exit(1);
}

/** A bug outside of any request: said without its parameters. One that no promise holds ends the process. */
function catchTheRest(): void {
	process.on('unhandledRejection', (error) => report(error, 'in the background'));
	process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EADDRINUSE')
			say(`Assent cannot start: port ${environment.port} is in use. Set PORT to another one.`);
		else report(error, 'outside of any request');
		process.exit(1);
	});
}

/** Node ends a request whose body took five minutes; a million rows on a slow line take longer than that. */
const SLOW_LINE_MS = 6 * 3_600_000;

/** What is still open after this is cut: a write takes milliseconds, and browsers hold connections for later. */
const GRACE_MS = 300;

/** Streams end at the signal, so that the server can close; adapter-node says when it has. */
function endInOrder(stop: AbortController, close: () => Promise<void>): void {
	for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
	whenListening((server) =>
		stop.signal.addEventListener('abort', () => {
			setTimeout(() => server?.closeAllConnections(), GRACE_MS).unref();
		})
	);
	(process as NodeJS.EventEmitter).once('sveltekit:shutdown', () => {
		void close()
			.catch(report)
			.finally(() => process.exit());
	});
}

async function open(): Promise<App> {
	assertNode();
	await migrate(environment.databaseUrl);
	const store = await openStore(environment.databaseUrl);
	const { hmac } = await openSecrets(environment.keys, store);
	const signing = await openSigning(environment.keys, store);
	const secrets = { hmac, signer: signing.signer, issuer: environment.origin };
	const log = await openLog(store, report);
	const tree = keepTree(store, signing, logName(environment.origin), report);
	const auth = await openAuth(store, { secure: environment.origin.startsWith('https:') });
	const gate = openGate({ perSecond: environment.rateLimit, proxies: environment.proxies });
	const stop = new AbortController();
	// Not imported above: what a thread begins with is a file of its own in the build, too.
	const { entry } = await import('./job-thread.server.ts');
	const jobs = startJobs(store, {
		entry,
		keepers: { [DATASET_JOB]: datasetKeeper, [DIFFERENCE_JOB]: differenceKeeper },
		report
	});
	const { entry: previewEntry } = await import('./preview-thread.server.ts');
	const counting = openAnswering({ url: store.url, entry: previewEntry });
	const { entry: statisticsEntry } = await import('./statistics-thread.server.ts');
	const statistics = openAnswering({ url: store.url, entry: statisticsEntry });
	const { entry: exportEntry } = await import('./export-thread.server.ts');
	const pouring = openPouring({ url: store.url, entry: exportEntry });
	const webhooks = { hmac, reach: openReach(environment.webhookPrivate) };
	const telling = startWebhooks(store, {
		...webhooks,
		origin: environment.origin,
		position: log.position,
		report
	});
	const metrics = openMetrics(store, environment.metricsToken);
	if (!import.meta.env.DEV) {
		catchTheRest();
		endInOrder(stop, async () => {
			await jobs.stop();
			await counting.stop();
			await statistics.stop();
			await pouring.stop();
			await telling.stop();
			metrics.stop();
			await tree.stop();
			await log.stop();
			await store.close();
		});
	}
	keepTime(store, report, stop.signal);
	keepTallies(store, log.position, report, stop.signal);
	fillComparisons(store, stop.signal).catch((error: unknown) => report(error, 'in comparisons'));
	keepDraws(store, statistics, report, stop.signal);
	startLoop(store, log, report, stop.signal);
	const demo = await firstDemo(store, secrets);
	const lines = [...(await greeting(store)), ...demo];
	whenListening((server) => {
		if (server) server.requestTimeout = SLOW_LINE_MS;
		lines.splice(0).forEach((line) => say(line));
	});
	return {
		store,
		log,
		auth,
		gate,
		secrets,
		counting,
		statistics,
		pouring,
		webhooks,
		metrics,
		stopping: stop.signal
	};
}

/** `vite dev` loads this file again at each change; the process still has one store. */
const held = globalThis as { assentApp?: Promise<App> };
export const openApp = (): Promise<App> => (held.assentApp ??= open().catch(cannotStart));
