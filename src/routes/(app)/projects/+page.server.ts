import { page } from '#lib/http/page.server.ts';
import { stages } from '#lib/schema/values.ts';
import { projectLines } from '../lines.server.ts';

export const load = page(async ({ store, actor, url }) => {
	const stage = stages.find((name) => name === url.searchParams.get('stage')) ?? null;
	const archived = url.searchParams.get('state') === 'archived';
	const lines = await projectLines(store, actor, { archived });
	return { stage, archived, lines: stage ? lines.filter((line) => line.stage === stage) : lines };
});
