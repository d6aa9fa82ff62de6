/** The API's description (OpenAPI 3.1), made from the schemas that parse the requests. */
import { z } from 'zod';
import type { Spec } from './endpoint.server.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];
export type Route = { path: string; method: Method; spec: Spec };

/** A +server.ts module: its methods carry their `spec`. */
type Module = Record<string, unknown>;

const specOf = (value: unknown): Spec | null =>
	typeof value === 'function' && 'spec' in value ? (value.spec as Spec) : null;

/** @param modules by file, such as `/src/routes/api/v1/projects/[slug]/+server.ts` */
export const routesOf = (modules: Record<string, Module>): Route[] =>
	Object.entries(modules).flatMap(([file, module]) => {
		const path = file
			.replace(/^.*\/routes/, '')
			.replace(/\/\([^)]*\)/g, '')
			.replace(/\/\+server\.ts$/, '')
			.replaceAll('[x+2e]', '.')
			.replace(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}');
		return methods.flatMap((method) => {
			const spec = specOf(module[method]);
			return spec ? [{ path, method, spec }] : [];
		});
	});

const schemaOf = (schema: z.ZodType): object =>
	z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' });

const parameters = ({ path, spec }: Route) => {
	const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
		name,
		in: 'path',
		required: true,
		schema: { type: 'string' }
	}));
	const query = spec.query ? (schemaOf(spec.query) as { properties?: Record<string, object> }) : {};
	const inQuery = Object.entries(query.properties ?? {}).map(([name, schema]) => ({
		name,
		in: 'query',
		schema
	}));
	return [...inPath, ...inQuery];
};

const requestBody = ({ spec: { body } }: Route) => {
	if (body === undefined) return {};
	const content =
		body === 'stream'
			? { 'application/x-ndjson': {}, 'application/json': {}, 'text/csv': {} }
			: { 'application/json': { schema: schemaOf(body) } };
	return { requestBody: { required: true, content } };
};

const problem = {
	description: 'A problem document (RFC 9457) with a stable `code`',
	content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
};

export function describeApi(routes: Route[], version: string, server: string): object {
	const paths: Record<string, Record<string, object>> = {};
	for (const route of routes.toSorted((a, b) => a.path.localeCompare(b.path))) {
		const operation = {
			summary: route.spec.summary,
			security: route.spec.open ? [] : [{ key: [] }, { session: [] }],
			parameters: parameters(route),
			...requestBody(route),
			responses: {
				...Object.fromEntries(
					Object.entries(route.spec.answers).map(([status, description]) => [status, { description }])
				),
				default: problem
			}
		};
		(paths[route.path] ??= {})[route.method.toLowerCase()] = operation;
	}
	return {
		openapi: '3.1.0',
		info: { title: 'Assent', version, description: 'Everything that the pages do, over HTTP.' },
		servers: [{ url: server }],
		paths,
		components: {
			securitySchemes: {
				key: { type: 'http', scheme: 'bearer', bearerFormat: 'as_…' },
				session: { type: 'apiKey', in: 'cookie', name: 'assent_session' }
			},
			schemas: {
				Problem: {
					type: 'object',
					required: ['title', 'status', 'code', 'detail'],
					properties: {
						type: { type: 'string' },
						title: { type: 'string' },
						status: { type: 'integer' },
						code: { type: 'string' },
						detail: { type: 'string' },
						errors: {
							type: 'array',
							items: {
								type: 'object',
								properties: { path: { type: 'string' }, message: { type: 'string' } }
							}
						}
					}
				}
			}
		}
	};
}
