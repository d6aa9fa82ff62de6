import { answer, endpoint } from '#lib/http/endpoint.server.ts';

/** Costs nothing: it says that the process serves. */
export const GET = endpoint(
	{ summary: 'Whether the process is up', open: true, answers: { 200: 'it is' } },
	async () => answer({ status: 'ok' })
);
