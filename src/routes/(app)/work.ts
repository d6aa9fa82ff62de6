/** The working view of each stage that has one: where it is, what it is called, the key that opens it. */
import type { Stage } from '#lib/schema/values.ts';

export type Work = {
	path: string;
	/** what one does there */
	verb: string;
	doing: string;
	key: string;
	/** what is judged, one of it */
	unit: string;
};

const views: Partial<Record<Stage, Work>> = {
	annotation: { path: 'annotate', verb: 'Label', doing: 'labelling', key: 'l', unit: 'item' },
	alignment: { path: 'rank', verb: 'Rank', doing: 'ranking', key: 'r', unit: 'pair' }
};

/** Null where no page can do the work of a stage. */
export const workOf = (stage: Stage): Work | null => views[stage] ?? null;

export const workHref = ({ slug, stage }: { slug: string; stage: Stage }): string =>
	`/projects/${slug}/${workOf(stage)?.path ?? ''}`;
