import { page } from '#lib/http/page.server.ts';
import { counted } from '#lib/quality/counted.server.ts';
import { ownPeople } from '#lib/quality/people.server.ts';
import { newId } from '#lib/schema/id.ts';

export const load = page(async ({ event, store, actor, slug }) => {
	const own = ownPeople(store, event.locals.app.statistics, actor, slug, `me ${newId()}`);
	const { value: me, problem } = await counted(own, 'me page');
	return { me, problem };
});
