/**
 * Loaded into the measured server before everything else: how long each request was inside, from its parsed head to
 * the last byte of its answer. Node tells both moments, so the server itself is as it is delivered.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const begun = new WeakMap<IncomingMessage, number>();
let times: Record<string, number[]> = {};

/** `POST /api/v1/decisions/*`: ids and queries left out. */
const nameOf = ({ method, url = '' }: IncomingMessage): string =>
	`${method} ${url.replace(/\?.*/, '').replace(/\/[0-9a-z]{24}(?=\/|$)/g, '/*')}`;

subscribe('http.server.request.start', (message) => {
	begun.set((message as { request: IncomingMessage }).request, performance.now());
});
subscribe('http.server.response.finish', (message) => {
	const { request } = message as { request: IncomingMessage };
	const start = begun.get(request);
	if (start !== undefined) (times[nameOf(request)] ??= []).push(performance.now() - start);
});

process.on('message', () => {
	process.send?.(times);
	times = {};
});
process.channel?.unref();
