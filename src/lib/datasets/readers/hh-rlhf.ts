/**
 * Pairs of transcripts as the Anthropic helpful and harmless data has them: `chosen` and `rejected`, each a text of
 * turns marked Human and Assistant. They are cut behind the last turn that both share; what follows are the two
 * responses, and the preference is a judgment of the crowd.
 *
 * Contract: anthropics/hh-rlhf README.md at 354e5c3cb8960630860dd5774a6ac2a58313bf4d (“each line … contains a pair of
 * texts, one chosen and one rejected”) and extract_anthropic_prompt in eric-mitchell/direct-preference-optimization
 * preference_datasets.py at f8b8c0f49dc92a430bae41585f9d467d3618fe2f, which reads them.
 */
import type { JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { pairItem, parted, say, type Messages } from './pair.ts';
import { hasColumns, type Shape } from './shape.ts';

const MARKER = /\n\n(Human|Assistant):/;
const roles: Record<string, string> = { Human: 'user', Assistant: 'assistant' };

/** The turns of a transcript. One blank behind a marker is no part of what is said. */
function turnsOf(side: string, text: string): Messages {
	const [before = '', ...pieces] = text.split(MARKER);
	if (before.trim() !== '' || pieces[0] !== 'Human')
		throw new Refusal(
			'no_first_turn',
			`“${side}” does not begin with “\\n\\nHuman:”. Let the transcript begin with what the person said.`
		);
	const turns: Messages = [];
	for (let i = 0; i < pieces.length; i += 2) {
		const role = roles[pieces[i] ?? ''] ?? '';
		if (turns.at(-1)?.role === role)
			throw new Refusal(
				'no_turns',
				`In “${side}”, turns ${turns.length} and ${turns.length + 1} are both ${pieces[i] ?? ''}’s. Let them alternate: join the two, or add what is missing between them.`
			);
		turns.push(say(role, (pieces[i + 1] ?? '').replace(/^ /, '')));
	}
	if (turns.at(-1)?.role !== 'assistant')
		throw new Refusal(
			'no_answer',
			`“${side}” does not end with a turn of the Assistant. Add its answer, or cut the last turn of the Human.`
		);
	return turns;
}

/** @throws Refusal where the two are no answers to one question */
function read({ chosen, rejected }: JsonObject) {
	const sides = parted(turnsOf('chosen', String(chosen)), turnsOf('rejected', String(rejected)));
	if (sides.better[0]?.role !== 'assistant')
		throw new Refusal(
			'parted_at_human',
			`The two sides part at turn ${sides.prompt.length + 1}, which is the Human’s: they answer different questions. Let them share the conversation up to the answer.`
		);
	return sides;
}

export const hhRlhf: Shape = {
	name: 'hh-rlhf',
	title: 'Pairs of transcripts (hh-rlhf)',
	about:
		'Cut behind the last turn that both sides share: the turns before are the prompt, what follows are two responses. The preference is a judgment by “crowd”.',
	recognises: (row) =>
		hasColumns(row, ['chosen', 'rejected']) &&
		[row.chosen, row.rejected].every((side) => typeof side === 'string') &&
		[row.chosen, row.rejected].some((side) => MARKER.test(String(side))),
	items: (row, form) => pairItem(form, read(row))
};
