import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { isCurrent } from '#lib/schema/migrate.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

export const GET = endpoint(
	{
		summary: 'Whether it can do work: the database answers, at the schema of this version',
		open: true,
		answers: { 200: 'ready' }
	},
	async ({ event, store }) => {
		if (event.locals.app.stopping.aborted) throw new Refusal('busy', 'This server is stopping.');
		const current = await isCurrent(store).catch(() => null);
		if (current === null) throw new Refusal('busy', 'The database does not answer.');
		if (!current) throw new Refusal('busy', 'The database is at another schema than this version.');
		return answer({ status: 'ready' });
	}
);
