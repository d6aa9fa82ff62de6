import { page } from '#lib/http/page.server.ts';
import { readImports } from '#lib/project/imports.server.ts';

export const load = page(({ store, actor, slug }) => readImports(store, actor, slug));
