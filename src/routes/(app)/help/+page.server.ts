import { page } from '#lib/http/page.server.ts';

export const load = page(async ({ url }) => ({ origin: url.origin }));
