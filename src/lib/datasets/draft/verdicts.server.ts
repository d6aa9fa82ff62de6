/** Verdicts for a preview: each stands by itself, and what it teaches does not depend on policies. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { canonical } from '#lib/schema/json.ts';
import { exampleOfVerdict, verdictsOf, type Verdict } from '../verdicts.server.ts';
import { exampleOf, verdictKinds, type NoExample, type VerdictKind } from '../verdict-examples.ts';
import { answeredIn, type Unit } from './picture.ts';
import type { Stage } from './stage.server.ts';

/** Of each kind of example: why it is none; null where it is one. */
export type Teaches = Record<VerdictKind, NoExample | null>;

function teachesOf({ concluded }: Verdict, outputField: string | null): Teaches {
	const why = (kind: VerdictKind): NoExample | null => {
		const found = exampleOf(kind, concluded, outputField);
		return typeof found === 'string' ? found : null;
	};
	return Object.fromEntries(verdictKinds.map((kind) => [kind, why(kind)])) as Teaches;
}

const VERDICTS_AT_ONCE = 200;

export function verdictStage(project: ProjectRow): Stage<Teaches, Verdict> {
	return {
		learnsFrom: 'all',
		appends: true,
		async *read(db, asOf, { after } = {}) {
			for await (const page of verdictsOf(db, project, asOf, after === undefined ? {} : { after }))
				yield page.map((verdict): Unit<Teaches, Verdict> => {
					const { id, rater, at, answers } = verdict;
					const teaches = teachesOf(verdict, project.settings.output_field);
					return {
						id,
						size: 0,
						standing: 1,
						counted: 1,
						imported: true,
						final: false,
						metadata: canonical(verdict.metadata),
						said: [
							{ rater, at, answered: answeredIn(answers), ballot: teaches, text: JSON.stringify(teaches) }
						],
						material: () => verdict
					};
				});
		},
		async *materials(db, asOf, ids) {
			for (let at = 0; at < ids.length; at += VERDICTS_AT_ONCE)
				yield* verdictsOf(db, project, asOf, { ids: ids.slice(at, at + VERDICTS_AT_ONCE) });
		},
		promptsAs: (kind) => (kind === 'judged' ? 'judged' : 'prompt'),
		contents: () => 1,
		judge: ({ target }) => ({
			asks: [],
			asked: '',
			unordered: false,
			decide({ votes: [teaches] }) {
				// One that does not count teaches nothing, and is not asked why.
				if (!teaches) return { drops: [], made: [] };
				const why = teaches[target.from as VerdictKind];
				return why === null ? { drops: [], made: [{ content: 0, who: -1 }] } : { drops: [why], made: [] };
			},
			examples: ({ concluded }) => [exampleOfVerdict(concluded, project, { target })]
		})
	};
}
