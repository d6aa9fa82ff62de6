/** What waits for a final answer in several projects: one question at a time, of no more than the thread remembers. */
import { expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { MOST_KEPT } from '#lib/quality/disputes.ts';
import { isObject } from '#lib/schema/json.ts';
import { personIn } from '../../../test/setup/actors.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { toAdjudicateIn } from './to-adjudicate.server.ts';

const line = (slug: string, more: object = {}) => ({
	slug,
	stage: 'alignment' as const,
	state: 'active',
	leads: true,
	counts: { items: 9, places: 9, counted: 9, submitted: 9, imported: 0 },
	...more
});

/** Answers after a turn, and writes down what it was asked and how many waited at once. */
function thread(broken = '') {
	const asked: string[] = [];
	let [now, most] = [0, 0];
	const ask: Answering['ask'] = async (_, question) => {
		const slug = isObject(question) ? String(question.project) : '';
		asked.push(slug);
		most = Math.max(most, ++now);
		await new Promise((done) => setTimeout(done));
		now--;
		if (slug === broken) throw new Error('The thread ended.');
		return { total: asked.length, items: [], item: null };
	};
	return { asked, most: () => most, answering: { ask, wake: () => {}, stop: () => Promise.resolve() } };
}

it('is asked one project after the other, where one leads and somebody judged, whichever fails', async () => {
	const store = await freshStore();
	const lead: Person = await personIn(store, 'lead@example.org', 'admin');
	const slugs = Array.from({ length: MOST_KEPT + 2 }, (_, i) => `p${i}`);
	for (const slug of slugs)
		await createProject(store, lead, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
	const { asked, most, answering } = thread('p2');
	const lines = [line('elsewhere', { leads: false }), ...slugs.map((slug) => line(slug))];
	const found = toAdjudicateIn(store, answering, lead, lines, 'home');
	expect(Object.keys(found)).toEqual(slugs.slice(0, MOST_KEPT));
	expect(await Promise.all(Object.values(found))).toEqual([1, 2, null, 4, 5, 6]);
	expect([asked, most()]).toEqual([slugs.slice(0, MOST_KEPT), 1]);
});
