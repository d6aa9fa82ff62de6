/** Answers to a form for a preview: what most say is decided anew only of answers that were not met before. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { standingItems } from '#lib/project/resolving.server.ts';
import { canonical } from '#lib/schema/json.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { exampleOfAnswers } from '../answers.server.ts';
import { ratedQuestion, stepsQuestion } from '../annotated.ts';
import type { Annotated, ExampleKind, Rated, Steps } from '../example.ts';
import { awaitsLead, isChoice } from '../policy-answers.ts';
import type { Policies } from '../policy.ts';
import { kept } from '#lib/stats/growing.ts';
import { itemsById, type ItemText } from './items.server.ts';
import type { Ask, Choice, Entry, Likely, Stage, Voting } from './stage.server.ts';
import { unitOf } from './unit.server.ts';

const all = (answers: Answers): Answers => answers;
const ballot = (answers: Answers) => ({ ballot: answers, text: canonical(answers) });

/** What an item comes to as long as it has no final answer and needs one. */
export const awaiting: Entry = { drops: ['adjudication'], made: [] };

/** What of an example votes decide: all else is the item's own. */
const decidedOf = (example: Annotated | Steps): string =>
	example.kind === 'annotated'
		? canonical(example.outcomes.map(({ answer, status }) => [answer, status]))
		: canonical([example.steps, example.labels]);

/** What a rating comes to, as a number: it is all that votes decide of it. */
export const LABELS = [false, true, null];
export const labelled = ({ label }: Rated): number => LABELS.indexOf(label);

/** What one person says stands as it is, whatever is likeliest of all. */
export const policiesFor = ({ per, policies }: Choice): Policies =>
	per === 'judgment' ? { ...policies, disagreement: 'majority' } : policies;

/** Of each question that is a choice of one, what was said; of each of so many parts. */
export const choicesIn = ({ questions }: Form): string[] =>
	questions.filter(isChoice).map(({ name }) => name);
const askOf = (name: string): Ask<Answers> => ({
	parts: () => 1,
	said: ({ [name]: value }) => [typeof value === 'string' ? value : null]
});

/** Who speaks together: all of an item, or each by themselves; a final answer stands alone. */
export const spoken = <T>(voting: Voting<T>, { target, per }: Choice): { own: Voting<T>; who: number }[] =>
	target.from === 'rated' && per === 'judgment' && !voting.final
		? voting.votes.map((vote, who) => ({
				own: { ...voting, votes: [vote], raters: voting.raters.slice(who, who + 1) },
				who
			}))
		: [{ own: voting, who: -1 }];

const deciders: Partial<Record<ExampleKind, (form: Form) => Question | null>> = {
	steps: stepsQuestion,
	rated: ratedQuestion
};

/** The questions that decide of a kind of example: its own, and those that say whether it is asked; null: all. */
function decidingNames({ questions, ...form }: Form, kind: ExampleKind): string[] | null {
	const own = deciders[kind]?.({ ...form, questions });
	if (!own) return null;
	const names = new Set([own.name]);
	for (const name of names)
		for (const before of Object.keys(questions.find((one) => one.name === name)?.when ?? {}))
			names.add(before);
	return [...names];
}

const readIn = (names: string[], answers: Answers): string =>
	canonical(names.map((name) => answers[name] ?? null));

export function answerStage(project: ProjectRow, form: Form): Stage<Answers, ItemText> {
	const contents = kept<string>();
	const choices = choicesIn(form);
	return {
		learnsFrom: 'all',
		appends: false,
		async *read(db, asOf, which = {}) {
			const pages = standingItems(db, project, all, asOf, { ...which, withMetadata: true });
			for await (const page of pages)
				yield page.map((item) => unitOf(item, () => JSON.parse(item.payload) as Payload, 0, ballot));
		},
		materials: (db, _asOf, ids) => itemsById(db, ids),
		promptsAs: (kind) => kind,
		contents: ({ from }) => (from === 'rated' ? LABELS.length : 0),
		everything(target, { id, key, payload }) {
			if (target.from !== 'rated') return null;
			const item = { id, key, payload, votes: [], raters: [] };
			const example = exampleOfAnswers(project.slug, item, { target, form }, () => null);
			return LABELS.map((label, content) => ({ content, example: { ...example, label } as Rated }));
		},
		judge(choice) {
			const { target } = choice;
			const policies = policiesFor(choice);
			const names = decidingNames(form, target.from);
			const from = { target, form, policies };
			const exampleIn = (
				{ id, key, payload }: ItemText,
				{ votes, raters, final }: Voting<Answers>,
				likely: Likely
			) =>
				exampleOfAnswers(project.slug, { id, key, payload, votes, raters, final }, from, (_item, question) =>
					likely(choices.indexOf(question), 0)
				);
			return {
				asks: policies.disagreement === 'dawid_skene' ? choices.map(askOf) : [],
				asked: '',
				unordered: choice.per === 'item',
				...(names && { reads: { name: target.from, of: (answers) => readIn(names, answers) } }),
				decide: (voting, likely) =>
					awaitsLead(policies, voting)
						? awaiting
						: {
								drops: [],
								made: spoken(voting, choice).map(({ own, who }) => {
									const example = exampleIn({ id: voting.id, key: '', payload: {} }, own, likely);
									if (example.kind === 'rated') return { content: labelled(example), who };
									const text = decidedOf(example);
									return { content: contents.of(text, () => text), who };
								})
							},
				examples: (item, voting, likely) =>
					awaitsLead(policies, voting)
						? awaiting.drops
						: spoken(voting, choice).map(({ own }) => exampleIn(item, own, likely))
			};
		}
	};
}
