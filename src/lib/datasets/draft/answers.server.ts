/** Answers to a form for a preview: what most say is decided anew only of answers that were not met before. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import { standingItems } from '#lib/project/resolving.server.ts';
import { canonical } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import { exampleOfAnswers, type LikelyAnswer } from '../answers.server.ts';
import type { Annotated, Rated, Steps } from '../example.ts';
import { likeliestAnswers } from '../likeliest.server.ts';
import { kept } from './growing.ts';
import { itemsById, type ItemText } from './items.server.ts';
import type { Unit } from './picture.ts';
import type { Stage } from './stage.server.ts';

const all = (answers: Answers): Answers => answers;
const answeredIn = (answers: Answers): string[] =>
	Object.keys(answers)
		.filter((name) => (answers[name] ?? null) !== null)
		.sort();
const ballot = (answers: Answers) => ({ ballot: answers, text: canonical(answers) });

/** What of an example votes decide: all else is the item's own. */
function decidedOf(example: Annotated | Steps | Rated): string {
	if (example.kind === 'annotated')
		return JSON.stringify(example.outcomes.map(({ answer, status }) => [answer, status]));
	return JSON.stringify(example.kind === 'steps' ? [example.steps, example.labels] : example.label);
}

export function answerStage(project: ProjectRow, form: Form): Stage<Answers, ItemText> {
	const contents = kept<string>();
	return {
		learnsFrom: 'all',
		appends: false,
		async *read(db, asOf, which = {}) {
			const pages = standingItems(db, project, all, asOf, { ...which, withMetadata: true });
			for await (const page of pages)
				yield page.map(({ id, metadata, counted, imported, final, said }): Unit<Answers> => ({
					id,
					size: 0,
					standing: said.length,
					counted,
					imported,
					final: final !== null,
					metadata,
					said: final
						? final.said
							? [{ rater: null, at: 0, answered: [], ...ballot(final.said) }]
							: []
						: said.map(({ rater, at, answers }) => ({
								rater,
								at,
								answered: answeredIn(answers),
								...ballot(answers)
							}))
				}));
		},
		materials: (db, _asOf, ids) => itemsById(db, ids),
		contents: () => 0,
		async judge({ target, policies }, spoken, once) {
			const asks = policies.disagreement === 'dawid_skene';
			const likely: LikelyAnswer = asks
				? await once('answers', () => likeliestAnswers(spoken(), form))
				: () => null;
			const from = { target, form, policies };
			return {
				alike: !asks,
				decide({ id, votes, final }) {
					const item = { id, key: '', payload: {}, votes, raters: [], final };
					const text = decidedOf(exampleOfAnswers('', item, from, likely));
					return { drops: [], made: [{ content: contents.of(text, () => text), who: -1 }] };
				},
				examples: ({ id, key, payload }, { votes, raters, final }) => [
					exampleOfAnswers(project.slug, { id, key, payload, votes, raters, final }, from, likely)
				]
			};
		}
	};
}
