import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { describeApi, routesOf } from '#lib/http/openapi.server.ts';

const modules = import.meta.glob<Record<string, unknown>>(
	[
		'../**/+server.ts',
		'!./+server.ts',
		'../../../healthz/+server.ts',
		'../../../readyz/+server.ts',
		'../../../*well-known/**/+server.ts'
	],
	{ eager: true }
);

const named = Object.fromEntries(
	Object.entries(modules).map(([file, module]) => [
		file.replace(/^(\.\.\/)+/, (up) => (up === '../' ? '/routes/api/v1/' : '/routes/')),
		module
	])
);

export const GET = endpoint(
	{ summary: 'This description', open: true, answers: { 200: 'OpenAPI 3.1' } },
	({ event }) => Promise.resolve(answer(describeApi(routesOf(named), '1', event.url.origin)))
);
