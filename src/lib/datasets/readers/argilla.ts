/**
 * Records of Argilla in each of the ways it writes them: nested, as to_json does; flat, as to_datasets does, with
 * `question.responses` and its kin; and those of version 1, with a list of responses, or `question-suggestion`
 * columns. Fields become the payload, submitted responses the judgments of their users, suggestions suggestions.
 *
 * Contract: argilla-io/argilla argilla/src/argilla/records/_io/_generic.py at 02e0d37e750bf1bd66db3e2c5192b3abde41b49d
 * and records/_resource.py at 0991739bc0b154953a8571a9e92ebc704efc4f7c; for version 1
 * argilla-v1/src/argilla_v1/client/feedback/integrations/huggingface/dataset.py at
 * 8e5a7c056d8764d904d59cc01309c565d4c8ac9b, by which the offsets of spans are Python's: code points.
 */
import type { Form } from '#lib/form/form.ts';
import { isObject, type JsonObject } from '#lib/schema/json.ts';
import { answerIn, tiersIn } from './argilla-answer.ts';
import { opened, recordIn, type Said } from './argilla-record.ts';
import { CROWD, itemWith, reading, scoreIn, type Judged, type Suggested } from './brought.ts';
import { dataIn, promptName } from './payload.ts';
import { rankingOf } from './pair.ts';
import type { Shape } from './shape.ts';

const called = /response|answer|completion|generation|output|candidate|chosen|rejected/i;

/**
 * In an alignment project one field is the prompt. Responses are the fields that a ranking names; where nobody ranked,
 * those that are called like responses. All other columns are kept beside them.
 */
function comparedIn(fields: JsonObject, named: Set<string>): { payload: JsonObject; rest: JsonObject } {
	const names = Object.keys(fields).filter((name) => fields[name] !== null);
	const prompt = promptName(names) ?? names[0] ?? '';
	const isResponse = (name: string) =>
		name !== prompt && (named.size > 0 ? named.has(name) : called.test(name));
	const responses = names.filter(isResponse).map((id): JsonObject => {
		const own = fields[id] ?? '';
		return Array.isArray(own) ? { id, messages: own } : { id, text: own };
	});
	const rest = Object.entries(fields).filter(([name]) => name !== prompt && !isResponse(name));
	return { payload: { prompt: fields[prompt] ?? '', responses }, rest: Object.fromEntries(rest) };
}

/** Answers by whoever gave them, as far as the form asks for them. */
function answersBy(said: Said[], form: Form, payload: JsonObject, left: string[]): Map<string, JsonObject> {
	const all = new Map<string, JsonObject>();
	for (const { question: name, by, value } of said) {
		const question = form.questions.find((own) => own.name === name);
		if (!question) {
			left.push(`This project asks no question “${name}”.`);
			continue;
		}
		const answer = reading(
			left,
			(why) => `“${name}” holds ${why}.`,
			() => answerIn(question, value, payload)
		);
		if (answer !== undefined) all.set(by, { ...all.get(by), [name]: answer });
	}
	return all;
}

export const argilla: Shape = {
	name: 'argilla',
	title: 'Records of Argilla',
	about:
		'A record is an item, known by its id. Submitted responses become judgments of their users, suggestions those of their agents; drafts and what was discarded stay out. Where a ranking is asked, one field is the prompt and the others are the responses.',
	recognises: (row) => recordIn(row) !== null,
	items(row, form) {
		const record = recordIn(row);
		if (!record) return [];
		const { id, fields, metadata, responses, suggestions } = record;
		const ranking = rankingOf(form);
		const ranked = [...responses, ...suggestions].filter(({ question }) => question === ranking);
		const { payload, rest } =
			ranking === null
				? { payload: dataIn(form, fields), rest: {} }
				: comparedIn(fields, new Set(ranked.flatMap(({ value }) => tiersIn(opened(value)).flat())));
		const left: string[] = [];
		const judged = [...answersBy(responses, form, payload, left)].map(([rater, answers]): Judged => ({
			rater: rater === '' ? CROWD : rater,
			answers
		}));
		const suggested = [...answersBy(suggestions, form, payload, left)].map(([agent, answers]): Suggested => ({
			source: agent === '' ? 'suggestion' : agent,
			answers,
			...scoreIn(onlyScore(suggestions.filter(({ by }) => by === agent)))
		}));
		const item = {
			...(id === null ? {} : { key: id }),
			payload,
			metadata: { ...rest, ...(isObject(metadata) ? metadata : {}) }
		};
		return itemWith(form, item, judged, suggested, left);
	}
};

/** A suggestion of ours has one score for all of its answers; several that differ are none. */
function onlyScore(said: Said[]): number | undefined {
	const scores = new Set(said.flatMap(({ score }) => (typeof score === 'number' ? [score] : [])));
	return scores.size === 1 ? [...scores][0] : undefined;
}
