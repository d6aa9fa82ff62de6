import { page } from '#lib/http/page.server.ts';
import { ownPeople } from '#lib/quality/people.server.ts';
import { soon } from '#lib/quality/soon.ts';
import { newId } from '#lib/schema/id.ts';

export const load = page(async ({ event, store, actor, slug }) => ({
	me: await soon(ownPeople(store, event.locals.app.statistics, actor, slug, `me ${newId()}`))
}));
