/**
 * HelpSteer in its three shapes: a response with five ratings from 0 to 4 (HelpSteer and HelpSteer2, where responses to
 * one prompt stand next to each other), two responses
 * with one strength from -3 to 3 (HelpSteer2-Preference), and a conversation with two (HelpSteer3). Nobody is named, so
 * the rater is the crowd. Below zero the first response is better.
 *
 * Contract: NVIDIA/NeMo-Aligner examples/nlp/data/steerlm/preprocess_helpsteer2_data.py at
 * 262f7ee0889e2e6f3197beba5d194b3ae7ee48a3 (columns of both files of HelpSteer2), NVIDIA-NeMo/RL
 * nemo_rl/data/datasets/preference_datasets/helpsteer3.py at 076c5c140f4b2b33b6c20212e69ba15061337299. Prompts of
 * several turns hold `<extra_id_1>User` and `<extra_id_1>Assistant` between them, as the card of HelpSteer2 says.
 */
import { isRequired } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { CROWD, itemWith, numberIn } from './brought.ts';
import { chatField } from './conversation.ts';
import { isMessages, rankedItem, rankingOf, responded, say, type Messages } from './pair.ts';
import type { Shape } from './shape.ts';

const aspects = ['helpfulness', 'correctness', 'coherence', 'complexity', 'verbosity'];
const isText = (value: Json | undefined): boolean => typeof value === 'string';

/** A prompt of one turn stays text. */
function promptIn(text: string): string | Messages {
	const [first = '', ...rest] = text.split(/\n?<extra_id_1>(User|Assistant)\n/);
	if (rest.length === 0) return text;
	const turns = [say('user', first)];
	for (let i = 0; i < rest.length; i += 2)
		turns.push(say(rest[i] === 'User' ? 'user' : 'assistant', rest[i + 1] ?? ''));
	const last = turns.at(-1);
	// The prompt may end with the mark behind which the response begins.
	return last?.role === 'assistant' && last.content === '' ? turns.slice(0, -1) : turns;
}

/** A conversation where the form shows one; else prompt and response by their names. */
function payloadOf(form: Form, { prompt, response }: JsonObject): JsonObject {
	const chat = chatField(form);
	if (chat === null) return { prompt: prompt ?? null, response: response ?? null };
	const before = promptIn(String(prompt));
	const asked = typeof before === 'string' ? [say('user', before)] : before;
	return { [chat]: [...asked, say('assistant', String(response))] };
}

function ratedItem(row: JsonObject, form: Form): (JsonObject | Refusal)[] {
	if (rankingOf(form) !== null)
		throw new Refusal(
			'wrong_stage',
			'This row rates one response, this project ranks several, and no other response to its prompt stands next to it. Sort the file by prompt, or bring it into an annotation project.'
		);
	const given = aspects.flatMap((name) => {
		const rating = numberIn(row[name]);
		return form.questions.some((question) => question.name === name) && rating !== null
			? [[name, rating] as const]
			: [];
	});
	const ratings = Object.fromEntries(given);
	const rest = aspects.filter((name) => !Object.hasOwn(ratings, name));
	const metadata = Object.fromEntries(rest.map((name) => [name, numberIn(row[name])]));
	return itemWith(
		form,
		{ payload: payloadOf(form, row), metadata },
		given.length > 0 ? [{ rater: CROWD, answers: ratings }] : []
	);
}

/** Rows of one prompt: an item of all their responses, rated where the form asks for nothing else. */
function ratedTogether(rows: JsonObject[], form: Form): (JsonObject | Refusal)[] {
	const { ids, payload } = responded(
		promptIn(String(rows[0]?.prompt)),
		rows.map(({ response }) => [say('assistant', String(response))])
	);
	const of = (name: string): JsonObject =>
		Object.fromEntries(rows.map((row, i) => [ids[i] ?? '', numberIn(row[name])]));
	const isAskedFor = (name: string) =>
		form.questions.some((question) => question.name === name && isOfResponses(question));
	const ratings = Object.fromEntries(aspects.filter(isAskedFor).map((name) => [name, of(name)]));
	const isWhole = form.questions.every(
		(question) => Object.hasOwn(ratings, question.name) || question.when || !isRequired(question)
	);
	const given = isWhole && Object.keys(ratings).length > 0;
	const rest = given ? aspects.filter((name) => !isAskedFor(name)) : aspects;
	const metadata = Object.fromEntries(rest.map((name) => [name, of(name)]));
	return itemWith(form, { payload, metadata }, given ? [{ rater: CROWD, answers: ratings }] : []);
}

/** @param strength -3 to 3; below zero the first is better, at zero they tie */
function comparedItem(
	form: Form,
	prompt: string | Messages,
	sides: [Json | undefined, Json | undefined],
	strength: Json,
	metadata: JsonObject
): (JsonObject | Refusal)[] {
	if (typeof strength !== 'number' || !Number.isInteger(strength) || Math.abs(strength) > 3)
		throw new Refusal(
			'bad_strength',
			`A preference is a whole number from -3 to 3; here stands ${JSON.stringify(strength)}. Mend it, or leave the row out.`
		);
	return rankedItem(form, {
		prompt,
		responses: sides.map((side) => [say('assistant', String(side))]),
		ranks: strength < 0 ? [0, 1] : strength > 0 ? [1, 0] : [0, 0],
		strength: Math.abs(strength),
		metadata
	});
}

const without = (row: JsonObject, ...names: string[]): JsonObject =>
	Object.fromEntries(Object.entries(row).filter(([name, value]) => !names.includes(name) && value !== null));

const isRated = (row: JsonObject): boolean =>
	isText(row.prompt) && isText(row.response) && aspects.every((name) => Object.hasOwn(row, name));
const isSecond = (row: JsonObject): boolean =>
	['prompt', 'response_1', 'response_2'].every((name) => isText(row[name])) &&
	Object.hasOwn(row, 'preference_strength');
const isThird = (row: JsonObject): boolean =>
	(isMessages(row.context) || isText(row.context)) &&
	['response1', 'response2'].every((name) => isText(row[name])) &&
	Object.hasOwn(row, 'overall_preference');

export const helpSteer: Shape = {
	name: 'helpsteer',
	title: 'HelpSteer',
	about:
		'A rated response is an item with a rating by “crowd” for each question that is called like one of its five. Where responses are ranked, those to one prompt that stand next to each other are one item; their ratings are a judgment by “crowd” where the form asks for nothing else, and are kept beside the item otherwise. Two responses with a preference are an item to rank, the preference with its strength a judgment by “crowd”. Reasons and single preferences are kept beside the item.',
	recognises: (row) => isRated(row) || isSecond(row) || isThird(row),
	goesWith: (before, row, form) =>
		rankingOf(form) !== null && isRated(before) && isRated(row) && before.prompt === row.prompt,
	items(row, form, others) {
		if (others.length > 0) return ratedTogether([row, ...others], form);
		if (isRated(row)) return ratedItem(row, form);
		if (isSecond(row))
			return comparedItem(
				form,
				promptIn(String(row.prompt)),
				[row.response_1, row.response_2],
				numberIn(row.preference_strength),
				without(row, 'prompt', 'response_1', 'response_2', 'preference_strength')
			);
		return comparedItem(
			form,
			isMessages(row.context) ? row.context : String(row.context),
			[row.response1, row.response2],
			numberIn(row.overall_preference),
			without(row, 'context', 'response1', 'response2', 'overall_preference')
		);
	}
};
