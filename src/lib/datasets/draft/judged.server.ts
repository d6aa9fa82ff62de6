/** Judgments as they are, for a preview: each is a row by itself, and what it is grouped by is its item. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { judgmentsOf } from '#lib/project/judgments.server.ts';
import { judgedExample, judgedItemsOf } from '../judgments.server.ts';
import type { Example } from '../example.ts';
import { answeredIn, type Unit } from './picture.ts';
import type { Stage } from './stage.server.ts';

type Kind = 'person' | 'model';
type Judged = { id: string; example: Example };

const AT_ONCE = 200;

export function judgedStage(project: ProjectRow): Stage<Kind, Judged> {
	return {
		learnsFrom: 'all',
		appends: true,
		takesAll: true,
		async *read(db, asOf, { after } = {}) {
			for await (const views of judgmentsOf(db, project, asOf, after === undefined ? {} : { after })) {
				const items = await judgedItemsOf(db, views);
				yield views.map((view): Unit<Kind, Judged> => {
					const { id, item_id: about, rater, kind, at, answers } = view;
					const item = items.get(about);
					return {
						id,
						about,
						size: 0,
						standing: 1,
						counted: 1,
						imported: true,
						final: false,
						metadata: item?.metadata ?? null,
						said: [{ rater, at: Date.parse(at), answered: answeredIn(answers), ballot: kind, text: kind }],
						material: () => ({ id, example: judgedExample(project, view, item?.payload) })
					};
				});
			}
		},
		async *materials(db, asOf, ids) {
			for (let at = 0; at < ids.length; at += AT_ONCE)
				for await (const views of judgmentsOf(db, project, asOf, { ids: ids.slice(at, at + AT_ONCE) })) {
					const items = await judgedItemsOf(db, views);
					yield views.map((view) => ({
						id: view.id,
						example: judgedExample(project, view, items.get(view.item_id)?.payload)
					}));
				}
		},
		promptsAs: (kind) => (project.stage === 'alignment' ? 'prompt' : kind),
		contents: () => 1,
		judge: () => ({
			asks: [],
			asked: '',
			unordered: false,
			// Of a model no person stands behind the row.
			decide: ({ votes: [kind] }) => ({
				drops: [],
				made: kind === undefined ? [] : [{ content: 0, who: kind === 'person' ? -1 : [] }]
			}),
			examples: ({ example }, { votes }) => (votes.length > 0 ? [example] : [])
		})
	};
}
