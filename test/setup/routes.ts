/** Every address of the app as it stands on disk: methods of endpoints, pages, and the actions of their forms. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Spec } from '#lib/http/endpoint.server.ts';

type Module = { actions?: Record<string, unknown>; [method: string]: unknown };
export type Address = { name: string; spec: Spec | null };

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** `/projects/[slug]` of `(app)/projects/[slug]/+page.svelte`, `/.well` of `[x+2e]well/+server.ts` */
const pathOf = (file: string): string => {
	const folders = file.split('/').slice(0, -1);
	const shown = folders.filter((name) => !/^\(.*\)$/.test(name));
	return `/${shown.join('/')}`.replace(/\[x\+([0-9a-f]{2})\]/g, (_, code: string) =>
		String.fromCharCode(parseInt(code, 16))
	);
};

/** Named as in `GET /api/v1/projects`, `page /projects`, `action /people?/invite`. */
export async function addresses(): Promise<Address[]> {
	const all = readdirSync('src/routes', { recursive: true, encoding: 'utf8' }).map((f) =>
		f.replaceAll('\\', '/')
	);
	const load = async (file: string) => (await import(resolve('src/routes', file))) as Module;
	const found: Address[] = [];
	for (const file of all) {
		const path = pathOf(file);
		if (file.endsWith('+page.svelte')) found.push({ name: `page ${path}`, spec: null });
		if (file.endsWith('+page.server.ts'))
			for (const action of Object.keys((await load(file)).actions ?? {}))
				found.push({ name: `action ${path}${action === 'default' ? '' : `?/${action}`}`, spec: null });
		if (
			!file.endsWith('+server.ts') ||
			file.endsWith('+page.server.ts') ||
			file.endsWith('+layout.server.ts')
		)
			continue;
		const module = await load(file);
		for (const method of methods.filter((name) => name in module)) {
			const handler = module[method] as { spec?: Spec };
			found.push({ name: `${method} ${path}`, spec: handler.spec ?? null });
		}
	}
	return found;
}

/** `/projects/[slug]` for each page on disk. */
export const pagesOnDisk = (): string[] =>
	readdirSync('src/routes', { recursive: true, encoding: 'utf8' })
		.map((file) => file.replaceAll('\\', '/'))
		.filter((file) => file.endsWith('+page.svelte'))
		.map(pathOf)
		.toSorted();
