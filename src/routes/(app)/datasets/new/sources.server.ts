/** The projects that a version may be made of, and for each target that one has nothing for, why. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { formats } from '#lib/datasets/targets/list.ts';
import { askedForm, lackIn } from '#lib/datasets/version/sources.server.ts';
import { countProject } from '#lib/project/stats.server.ts';
import type { ProjectSettings, Stage } from '#lib/schema/values.ts';
import type { Store } from '#lib/schema/store.server.ts';

export type OfferedSource = {
	slug: string;
	name: string;
	stage: Stage;
	/** that were given here or imported; null where decisions are counted, which takes reading them */
	judgments: number | null;
	/** the rule of its files where none is named; null of decisions, which one person concludes */
	consensus: ProjectSettings['consensus'] | null;
	/** what its form asks, by name; nothing of decisions */
	questions: string[];
	/** by the name of a target: why there is nothing for it */
	lacks: Record<string, string>;
};

async function sourceOf(store: Store, row: ProjectRow): Promise<OfferedSource> {
	const [form, counts] = await Promise.all([askedForm(store.read, row), countProject(store, row)]);
	const lacks = formats.flatMap((target) => {
		const lack = lackIn(target, row, form);
		return lack === null ? [] : [[target.name, lack] as const];
	});
	return {
		slug: row.slug,
		name: row.name,
		stage: row.stage,
		judgments: row.stage === 'runtime' ? null : counts.counted + counts.imported,
		consensus: row.stage === 'runtime' ? null : row.settings.consensus,
		questions: (form?.questions ?? []).map(({ name }) => name),
		lacks: Object.fromEntries(lacks)
	};
}

export const sourcesFor = (store: Store, projects: ProjectRow[]): Promise<OfferedSource[]> =>
	Promise.all(projects.map((row) => sourceOf(store, row)));
