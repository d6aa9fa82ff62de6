import { page } from '#lib/http/page.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { listLog, LogQuery } from '#lib/project/log.server.ts';
import { listProjects } from '#lib/project/project.server.ts';
import { user } from '#lib/schema/tables.ts';
import { inArray } from 'drizzle-orm';

const PAGE = 100;

/** Fields that were left empty ask for nothing. */
const asked = (params: URLSearchParams) =>
	Object.fromEntries([...params].filter(([name, value]) => value.trim() !== '' && name !== 'x'));

export const load = page(async ({ store, actor, url }) => {
	const query = parseAs(LogQuery, { ...asked(url.searchParams), limit: PAGE }, 'invalid_query');
	const [log, projects, reviews] = await Promise.all([
		listLog(store, actor, query),
		listProjects(store, actor, 'events'),
		listProjects(store, actor, 'review')
	]);
	const ids = [
		...new Set(log.items.flatMap(({ actor: by }) => (by.startsWith('user:') ? [by.slice(5)] : [])))
	];
	const people = ids.length
		? await store.read.select({ id: user.id, name: user.name }).from(user).where(inArray(user.id, ids))
		: [];
	return {
		log,
		filter: {
			project: query.project ?? '',
			type: query.type ?? '',
			actor: query.actor ?? '',
			subject: query.subject ?? ''
		},
		projects: projects.map(({ slug, name, stage }) => ({ slug, name, stage })),
		/** where one may open a decision */
		reviews: reviews.map(({ slug }) => slug),
		names: Object.fromEntries(people.map(({ id, name }) => [id, name]))
	};
});
