/**
 * What is said of each response by itself, for a preview: responses go by their place in the file, as in rankings, so
 * that votes of many items are alike.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { standingItems } from '#lib/project/resolving.server.ts';
import { canonical, isObject } from '#lib/schema/json.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { responseIds } from '../messages.ts';
import { awaitsLead, reviewOf } from '../policy-answers.ts';
import { aloneIn, ofResponse, ratedResponsesIn } from '../rated-responses.ts';
import { awaiting, choicesIn, labelled, LABELS, policiesFor, spoken } from './answers.server.ts';
import { branching, kept } from '#lib/stats/growing.ts';
import { itemsById, type ItemText } from './items.server.ts';
import { numbered, places } from './rankings.server.ts';
import type { Ask, Likely, Stage, Voting } from './stage.server.ts';
import { unitOf } from './unit.server.ts';

const all = (answers: Answers): Answers => answers;

/** Answers whose responses go by their places where each is judged by itself; rankings decide nothing here. */
function placed(answers: Answers, { name }: Question, rankings: string[], ids: string[]): Answers {
	const { [name]: given = null, ...others } = answers;
	for (const ranking of rankings) delete others[ranking];
	if (!isObject(given)) return given === null ? others : { ...others, [name]: given };
	const own = ids.flatMap((id, i) =>
		Object.hasOwn(given, id) ? [[places[i] ?? '', given[id] ?? null] as const] : []
	);
	return { ...others, [name]: Object.fromEntries(own) };
}

const item = (payload: Payload, { id, votes, raters, final }: Voting<Answers>, key = '') => ({
	id,
	key,
	payload,
	votes,
	raters,
	final
});

/** @param question the one that judges each response by itself */
export function responseStage(project: ProjectRow, form: Form, question: Question): Stage<Answers, ItemText> {
	const choices = choicesIn(aloneIn(form));
	const conditions = new Set(form.questions.flatMap(({ when }) => Object.keys(when ?? {})));
	const rankings = form.questions
		.filter(({ name, type }) => type === 'ranking' && !conditions.has(name))
		.map(({ name }) => name);
	const askOf = (name: string): Ask<Answers> => ({
		parts: (size) => size,
		said: (answers, size) =>
			places.slice(0, size).map((place) => {
				const [own] = ofResponse(question, item({}, { ...none, votes: [answers] }), place).votes;
				const value = own?.[name];
				return typeof value === 'string' ? value : null;
			})
	});
	const subs = kept<Answers>();
	const known = new Map<Answers, number[]>();
	/** What a ballot says of one response, as a number. */
	const saidOf = (vote: Answers, place: number): number => {
		let own = known.get(vote);
		if (!own) known.set(vote, (own = []));
		const found = own[place];
		if (found !== undefined) return found;
		const [said = {}] = ofResponse(question, item({}, { ...none, votes: [vote] }), places[place] ?? '').votes;
		return (own[place] = subs.of(canonical(said), () => said));
	};
	const isSaid = ({ [question.name]: given = null }: Answers, id: string): boolean =>
		isObject(given) && Object.hasOwn(given, id);
	return {
		learnsFrom: 'all',
		appends: false,
		async *read(db, asOf, which = {}) {
			const pages = standingItems(db, project, all, asOf, { ...which, withMetadata: true });
			for await (const page of pages)
				yield page.map((standing) => {
					const payload = JSON.parse(standing.payload) as Payload;
					const ids = responseIds(payload);
					const ballot = (answers: Answers) => {
						const own = placed(answers, question, rankings, ids);
						return { ballot: own, text: canonical(own) };
					};
					return unitOf(standing, () => numbered(payload), ids.length, ballot);
				});
		},
		materials: (db, _asOf, ids) => itemsById(db, ids, numbered),
		promptsAs: () => 'prompt',
		contents: (_target, size) => size * LABELS.length,
		everything: (_target, { id, key, payload }) =>
			ratedResponsesIn(project.slug, form, item(payload, { ...none, id }, key)).flatMap((example, place) =>
				LABELS.map((label, i) => ({ content: place * LABELS.length + i, example: { ...example, label } }))
			),
		judge(choice) {
			const policies = policiesFor(choice);
			const asks = policies.disagreement === 'dawid_skene' ? choices.map(askOf) : [];
			const examplesIn = (payload: Payload, own: Voting<Answers>, likely: Likely, key?: string) =>
				ratedResponsesIn(project.slug, form, item(payload, own, key), (unit) => {
					const place = Number(unit.slice(own.id.length + 1));
					return own.final ? undefined : reviewOf(policies, (name) => likely(choices.indexOf(name), place));
				});
			const tree = branching();
			const labels: (number | undefined)[] = [];
			const values = kept<string | null>();
			/** @param said of one response: very many items have other votes, and yet of one response the same */
			const labelOf = (own: Voting<Answers>, said: number[], id: string, likely: Likely): number => {
				let node = tree.step(0, Number(own.final));
				for (const ask of asks.keys()) {
					const value = likely(ask, Number(id));
					node = tree.step(
						node,
						values.of(JSON.stringify(value), () => value)
					);
				}
				for (const one of said.toSorted((a, b) => a - b)) node = tree.step(node, one);
				const find = () => {
					const [example] = examplesIn({ responses: [{ id }] }, own, (ask) => likely(ask, Number(id)));
					return example ? labelled(example) : 0;
				};
				return (labels[node] ??= find());
			};
			return {
				asks,
				asked: '',
				unordered: false,
				decide(voting, likely) {
					if (awaitsLead(policies, voting)) return awaiting;
					const who = voting.raters.map((_, i) => String(i));
					const made = spoken({ ...voting, raters: who }, choice).flatMap(({ own }) =>
						places.slice(0, voting.size).map((id, place) => {
							const said = own.votes.map((vote) => saidOf(vote, place));
							return {
								content: place * LABELS.length + labelOf(own, said, id, likely),
								who: own.raters.filter((_, i) => own.votes[i] && isSaid(own.votes[i], id)).map(Number)
							};
						})
					);
					return { drops: [], made };
				},
				examples: ({ key, payload }, voting, likely) =>
					awaitsLead(policies, voting)
						? awaiting.drops
						: spoken(voting, choice).flatMap(({ own }) => examplesIn(payload, own, likely, key))
			};
		}
	};
}

const none: Voting<Answers> = { id: '', size: 0, final: false, votes: [], raters: [] };
