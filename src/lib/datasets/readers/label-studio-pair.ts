/**
 * Tasks of Label Studio in which one of two was chosen. A result says `left` or `right`, and its configuration, which
 * files do not hold, which column stood where: so the two are columns that their names put in order, or that the result
names in its `to_name`, as the configuration does; or none.
 *
 * Contract: HumanSignal/label-studio-sdk src/label_studio_sdk/label_interface/control_tags.py at
 * 22161b6d4b963d631246cabe42e66875a3ab5327 (PairwiseTag: `{"selected": "left"}`, to_name is its own name);
 * modelscope/data-juicer data_juicer/ops/mapper/annotation/human_preference_annotation_mapper.py at
 * 0e0b03dbef7c3fb0078fdce584d471ab82410b88 (a choice may be the column's own name).
 */
import { responseIds } from '#lib/form/responses.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { leftOut, listIn } from './brought.ts';
import { isMessages, unpack } from './pair.ts';
import { promptName } from './payload.ts';

const words = [
	['1', '2'],
	['a', 'b'],
	['left', 'right'],
	['first', 'second'],
	['one', 'two']
] as const;

const isSide = (value: Json | undefined): boolean => typeof value === 'string' || isMessages(value);

/** What a name would be on the other side: with another ending, or another word in it. */
function othersOf(left: string): string[] {
	const name = left.toLowerCase();
	return words.flatMap(([first, second]) => [
		...(name.endsWith(first) ? [name.slice(0, -first.length) + second] : []),
		...name
			.matchAll(new RegExp(`(?<![a-z0-9])${first}(?=[^a-z0-9])`, 'g'))
			.map(({ index }) => name.slice(0, index) + second + name.slice(index + first.length))
	]);
}

/** Two columns whose names differ in such a word alone; null where there is none, or more than one such two. */
function sidesIn(data: JsonObject, names: string[]): [string, string] | null {
	const found = names.flatMap((left) =>
		othersOf(left).flatMap((right) =>
			names.filter((name) => name.toLowerCase() === right).map((name): [string, string] => [left, name])
		)
	);
	const [only = null, ...more] = found.filter(([left, right]) => isSide(data[left]) && isSide(data[right]));
	return more.length === 0 ? only : null;
}

const resultsOf = (row: JsonObject): JsonObject[] =>
	[...listIn(row.annotations), ...listIn(row.predictions)]
		.flatMap((one) => (isObject(one) ? listIn(one.result) : []))
		.filter(isObject);

/** Two columns as a choice names them, the left one first: `to_name` as a configuration has it, `left,right`. */
function sidesSaid(results: JsonObject[], names: string[]): [string, string] | null {
	const said = new Set(results.filter(isChosen).map(({ to_name: to }) => (typeof to === 'string' ? to : '')));
	const [only = '', ...more] = said;
	const [left = '', right = '', ...others] = only.split(',').map((name) => name.trim());
	const both = left !== right && others.length === 0 && names.includes(left) && names.includes(right);
	return both && more.length === 0 ? [left, right] : null;
}

const isChosen = ({ type }: JsonObject): boolean => type === 'pairwise';

/**
 * A task as a prompt and two responses, the left one first; all other columns are kept beside them.
 * @returns null for a task that compares nothing. @throws Refusal unclear_sides, no_prompt
 */
export function comparedIn(row: JsonObject): { payload: JsonObject; rest: JsonObject } | null {
	const data = isObject(row.data) ? row.data : {};
	const names = Object.keys(data);
	const prompt = promptName(names);
	const results = resultsOf(row);
	const others = names.filter((name) => name !== prompt);
	const sides = sidesSaid(results, others) ?? sidesIn(data, others);
	const isCompared = results.some(isChosen);
	if (sides === null) {
		if (!isCompared) return null;
		throw new Refusal(
			'unclear_sides',
			`This task chooses the left or the right of two, and its columns (${others.join(', ')}) do not tell which those are. Call them answer1 and answer2, the left one first, or name both in to_name of the choice: "left column,right column".`
		);
	}
	if (prompt === null) {
		if (!isCompared) return null;
		throw new Refusal('no_prompt', 'No column of this task is a prompt. Call the one that is “prompt”.');
	}
	const rest = Object.entries(data).filter(([name]) => name !== prompt && !sides.includes(name));
	const responses = sides.map((id): JsonObject => {
		const own = data[id];
		return isMessages(own) ? { id, messages: unpack(own) } : { id, text: own ?? '' };
	});
	return { payload: { prompt: data[prompt] ?? '', responses }, rest: Object.fromEntries(rest) };
}

/** @throws Refusal left_out */
export function chosenIn({ selected }: JsonObject, payload: JsonObject): Json {
	const [left = '', right = ''] = responseIds(payload);
	if (selected === 'left' || selected === left) return { tiers: [[left], [right]] };
	if (selected === 'right' || selected === right) return { tiers: [[right], [left]] };
	throw leftOut(`the choice ${JSON.stringify(selected ?? null)}, which is neither left nor right`);
}
