/**
 * Preferences as two answers to one prompt, in the columns that trainers read: ours of trl-dpo, trl-dpo-standard,
 * trl-dpo-implicit, trl-reward, openrlhf and axolotl, and everybody's who writes the same. Without a prompt column both sides are
 * whole conversations, and the prompt is the beginning that they share, as TRL's extract_prompt has it.
 *
 * Contract: huggingface/trl trl/data_utils.py and docs/source/dataset_formats.md at
 * f2cd57710ae345ea6428ae95363267fcf38a3dc8; OpenRLHF/OpenRLHF openrlhf/datasets/reward_dataset.py at
 * 3c3be6234e0cb353e76bb8019947db9dfe99fca7; axolotl-ai-cloud/axolotl
 * src/axolotl/prompt_strategies/dpo/chat_template.py at 067b021c8b87a9e5e380b9173c704cf7340e30f5.
 */
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { numberIn } from './brought.ts';
import { isMessages, pairItem, parted, say, unpack, type Messages } from './pair.ts';
import { hasColumns, type Shape } from './shape.ts';

const isText = (value: Json | undefined): value is string => typeof value === 'string';
const isMessage = (value: Json | undefined): value is JsonObject => isMessages([value ?? null]);
const sides = (row: JsonObject) => [row.chosen, row.rejected];

/** A side that begins with the prompt holds the answer behind it. */
function behind(prompt: Messages, side: Messages): Messages {
	const begins = prompt.every((turn, i) => canonical(turn) === canonical(side[i]));
	return begins && side.length > prompt.length ? side.slice(prompt.length) : side;
}

type Read = { prompt: string | Messages; better: Messages; worse: Messages };

const answer = (value: Json | undefined): Messages =>
	isMessages(value) ? unpack(value) : isObject(value) ? unpack([value]) : [say('assistant', String(value))];

function read(row: JsonObject): Read {
	const { prompt = row.messages, chosen, rejected } = row;
	const [better, worse] = [answer(chosen), answer(rejected)];
	if (prompt === undefined) return parted(better, worse);
	if (!isMessages(prompt)) return { prompt: String(prompt), better, worse };
	const before = unpack(prompt);
	return { prompt: before, better: behind(before, better), worse: behind(before, worse) };
}

export const pairs: Shape = {
	name: 'pairs',
	title: 'Preference pairs, as trainers read them',
	about:
		'Chosen and rejected are two responses to the prompt, or to the beginning that both share. The preference is a judgment by “crowd”; a margin from 1 to 3 is its strength.',
	recognises: (row) =>
		(hasColumns(row, ['chosen', 'rejected'], ['prompt', 'margin']) &&
			(sides(row).every(isMessages)
				? row.prompt === undefined || isMessages(row.prompt)
				: sides(row).every(isText) && isText(row.prompt))) ||
		(hasColumns(row, ['messages', 'chosen', 'rejected']) &&
			isMessages(row.messages) &&
			sides(row).every(isMessage)),
	items: (row, form) => pairItem(form, { ...read(row), strength: numberIn(row.margin) })
};
