import { page } from '#lib/http/page.server.ts';
import { projectLines } from './lines.server.ts';

export const load = page(async ({ store, actor }) => ({ lines: await projectLines(store, actor) }));
