import { z } from 'zod';
import { endpoint } from '#lib/http/endpoint.server.ts';
import { inLanes, trusting } from '#lib/http/trust.ts';
import { eventFilter, eventView } from '#lib/project/events.server.ts';
import type { LogEvent } from '#lib/log/follow.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { receiptOfEvent } from '#lib/runtime/receipt.server.ts';

const HEARTBEAT_MS = 15_000;
/** Look-ups of those who listen already, beside the requests of everybody. */
const renewing = inLanes(3);

const encoder = new TextEncoder();
const written = new WeakMap<LogEvent, Promise<Uint8Array>>();

/** An answer comes with its receipt, so that whoever waits for it here need not ask again. */
async function write({ store, secrets }: App.Locals['app'], entry: LogEvent): Promise<Uint8Array> {
	const receipt = await receiptOfEvent(store.read, secrets, entry);
	const view = { ...eventView(entry), ...(receipt === null ? {} : { receipt }) };
	return encoder.encode(`id: ${entry.position}\ndata: ${JSON.stringify(view)}\n\n`);
}

/** The bytes of an event: the same for all who hear it, and there may be a thousand. */
function bytesOf(app: App.Locals['app'], entry: LogEvent): Promise<Uint8Array> {
	let bytes = written.get(entry);
	if (!bytes) written.set(entry, (bytes = write(app, entry)));
	return bytes;
}

/** `Last-Event-ID` resumes after a position; without it only what comes from now on is sent. */
const Query = z.strictObject({
	project: z.string().optional(),
	after: z.coerce.number().int().min(0).optional()
});

export const GET = endpoint(
	{
		summary: 'Follow the log (server-sent events); Last-Event-ID resumes',
		query: Query,
		answers: { 200: 'text/event-stream' }
	},
	async ({ event, store, log, actor, query }) => {
		let passes = await eventFilter(store, actor, query.project);
		const last = Number(event.request.headers.get('last-event-id') ?? query.after ?? NaN);
		const from = Number.isSafeInteger(last) && last >= 0 ? last : await seal(store);
		const leaving = new AbortController();
		const ending = new AbortController();
		const mayListen = trusting({
			ask: () =>
				renewing(async () => {
					const still = await event.locals.again();
					if (still) passes = await eventFilter(store, still, query.project);
					return still !== null;
				}),
			lose: () => ending.abort(),
			now: Date.now,
			random: Math.random
		});
		const signal = AbortSignal.any([
			leaving.signal,
			ending.signal,
			event.request.signal,
			event.locals.app.stopping
		]);
		const stream = new ReadableStream<Uint8Array>({
			async start(controller) {
				const send = (text: string) => controller.enqueue(encoder.encode(text));
				const beat = setInterval(() => {
					const proceed = (may: boolean) => (may ? send(': still here\n\n') : ending.abort());
					void Promise.resolve(mayListen()).then((may) => signal.aborted || proceed(may));
				}, HEARTBEAT_MS);
				send(`retry: 2000\nid: ${from}\n\n`);
				try {
					for await (const entry of log.follow(from, signal)) {
						if (!(await mayListen())) break;
						if (await passes(entry)) controller.enqueue(await bytesOf(event.locals.app, entry));
						// A reader that does not keep up is let go; it comes back with its last id.
						if ((controller.desiredSize ?? 0) < -1000) break;
					}
				} finally {
					clearInterval(beat);
					if (!leaving.signal.aborted) controller.close();
				}
			},
			cancel: () => leaving.abort()
		});
		return new Response(stream, {
			headers: {
				'content-type': 'text/event-stream',
				'cache-control': 'no-store',
				'x-accel-buffering': 'no'
			}
		});
	}
);
