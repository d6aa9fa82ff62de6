import { error, redirect } from '@sveltejs/kit';
import { desk } from '#lib/alignment/desk.server.ts';
import { rankingForm } from '#lib/alignment/view.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { page } from '#lib/http/page.server.ts';
import { readProject } from '#lib/project/project.server.ts';
import { countOwn, countProject, countsSeen } from '#lib/project/stats.server.ts';
import { claim } from '#lib/queue/claim.server.ts';
import { guidelinesSeen } from '#lib/queue/seat.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

/** One pair in hand and the next ones ready. */
const HOLD = 3;

export const load = page(async ({ store, actor, slug, event, url }) => {
	const { row, form, guidelines } = await readProject(store, actor, slug);
	if (row.stage === 'annotation') redirect(303, `/projects/${slug}/annotate`);
	if (row.stage === 'runtime') error(404, { message: `“${row.name}” has nothing to rank.` });
	const project = { slug: row.slug, name: row.name };
	const asked = rankingForm(form);
	if (asked.question === null || asked.unasked.needed.length > 0)
		return { project, elsewhere: { origin: url.origin, needed: asked.unasked.needed } };
	const access = await authorize(store, actor, 'work', slug);
	if (access.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person can judge.');
	const [all, mine, seen, first] = await Promise.all([
		countProject(store, row),
		countOwn(store, row.id, access.actor.id),
		guidelinesSeen(store.read, row.id, access.actor.id),
		// Links are followed ahead of the click: that alone must not hold anything.
		event.isDataRequest ? null : claim(store, access, { count: HOLD }, desk)
	]);
	const counts = countsSeen(all, mine);
	return {
		project,
		guidelines: { text: guidelines, version: row.guidelineVersion, seen },
		counts: { places: counts.places, counted: counts.counted },
		me: { id: access.actor.id, email: access.actor.email },
		question: asked.question,
		title: asked.title,
		words: asked.words,
		unasked: asked.unasked.optional,
		first,
		leaseMinutes: row.settings.lease_minutes,
		done: mine.submitted
	};
});
