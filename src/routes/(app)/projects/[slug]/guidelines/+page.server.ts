import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { ProjectPatch } from '#lib/project/input.ts';
import { may } from '#lib/auth/access.ts';
import { standing } from '#lib/auth/access.server.ts';
import { changeProject, readProject } from '#lib/project/project.server.ts';
import { guidelinesOf, guidelineVersions } from '#lib/project/version.server.ts';
import { closeGaps, listGaps } from '#lib/quality/gaps.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { changesOf } from './changes.ts';
import type { Actions } from './$types';

export const load = page(async ({ store, actor, slug, url }) => {
	const { row, guidelines } = await readProject(store, actor, slug);
	const asked = Number(url.searchParams.get('version') ?? row.guidelineVersion);
	const since = Number(url.searchParams.get('since') ?? asked);
	const versions = await guidelineVersions(store.read, row.id);
	if (![asked, since].every((n) => Number.isInteger(n) && n >= 1 && n <= row.guidelineVersion))
		throw new Refusal('not_found', 'There is no such version of these guidelines.');
	const textOf = (version: number) =>
		version === row.guidelineVersion
			? Promise.resolve(guidelines)
			: guidelinesOf(store.read, { id: row.id, guidelineVersion: version });
	const text = await textOf(asked);
	const leads = may(actor, 'judge', await standing(store.read, actor, row)) !== null;
	const gaps = leads && row.stage !== 'runtime' ? await listGaps(store, actor, slug) : [];
	return {
		version: asked,
		latest: row.guidelineVersion,
		text,
		/** the version that this one is compared with, and what changed since */
		since: since === asked ? null : since,
		changes: since === asked ? [] : changesOf(await textOf(since), text),
		versions,
		/** what the guidelines do not settle, and what a version settled */
		gaps: gaps.map(({ id, item_key, text: said, by, closed_version: closed }) => ({
			id,
			item_key,
			text: said,
			by,
			closed
		}))
	};
});

export const actions = {
	default: action(
		'guidelines',
		async ({ store, actor, slug, form }) => {
			const text = (form.get('guidelines') ?? '').replaceAll('\r\n', '\n');
			const { row } = await readProject(store, actor, slug);
			// Somebody else may have saved meanwhile: their text must not vanish unread.
			if (form.get('from') !== String(row.guidelineVersion))
				throw new Refusal(
					'conflict',
					`Version ${row.guidelineVersion} was saved while you wrote. Yours is below, unsaved: look at the newer one, then save again.`
				);
			const next = await changeProject(store, actor, slug, parseAs(ProjectPatch, { guidelines: text }));
			const version = next.guidelineVersion;
			if (version === row.guidelineVersion) return 'Nothing changed.';
			const gaps = form.getAll('closes');
			const closed = gaps.length === 0 ? 0 : await closeGaps(store, actor, slug, { gaps, version });
			return `Version ${version} is what people read from now on.${closed === 0 ? '' : ` It closes ${closed === 1 ? 'one gap' : `${closed} gaps`}.`}`;
		},
		['guidelines']
	)
} satisfies Actions;
