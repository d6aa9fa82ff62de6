import { error, redirect } from '@sveltejs/kit';
import { desk } from '#lib/alignment/desk.server.ts';
import { rankingForm } from '#lib/alignment/view.ts';
import { authorize } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import { page } from '#lib/http/page.server.ts';
import { readProject } from '#lib/project/project.server.ts';
import { countOwn, countProject, countsSeen } from '#lib/project/stats.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { claim } from '#lib/queue/claim.server.ts';
import { guidelinesSeen } from '#lib/queue/seat.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

/** One item in hand and the next ones ready. */
const HOLD = 3;

export const load = page(async ({ store, actor, slug, event, url }) => {
	const { row, form, guidelines } = await readProject(store, actor, slug);
	if (row.stage === 'annotation') redirect(303, `/projects/${slug}/annotate`);
	if (row.stage === 'runtime') error(404, { message: `“${row.name}” has nothing to rank.` });
	const project = { slug: row.slug, name: row.name };
	const asked = rankingForm(form);
	if (asked.main === null || asked.unasked.needed.length > 0)
		return { project, elsewhere: { origin: url.origin, needed: asked.unasked.needed } };
	const access = await authorize(store, actor, 'work', slug);
	if (access.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person can judge.');
	// Links are followed ahead of the click: that alone must not hold anything.
	const first = event.isDataRequest ? null : await claim(store, access, { count: HOLD }, desk);
	const forms: Record<number, Form> = { [row.formVersion]: form };
	for (const version of new Set(first?.assignments.map((held) => held.form_version)))
		forms[version] ??= await formOf(store.read, { ...row, formVersion: version });
	const [all, mine, seen] = await Promise.all([
		countProject(store, row),
		countOwn(store, row.id, access.actor.id),
		guidelinesSeen(store.read, row.id, access.actor.id)
	]);
	const counts = countsSeen(all, mine);
	return {
		project,
		guidelines: { text: guidelines, version: row.guidelineVersion, seen },
		counts: { places: counts.places, counted: counts.counted },
		me: { id: access.actor.id, email: access.actor.email },
		forms,
		first,
		leaseMinutes: row.settings.lease_minutes,
		done: mine.submitted
	};
});
