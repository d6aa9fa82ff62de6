/** How far the responses of an item begin alike: whole turns first, then the words of the turn that differs. */
import { sharedTurns, turnsOf, voiceOf, type Turn } from '#lib/form/turns.ts';
import { sharedBeginning } from '#lib/ui/beginning.ts';
import type { Cut } from '#lib/ui/markdown.ts';
import type { WireResponse } from './wire.ts';

export type Alike = { turns: number; cut: Cut | null; words: number };

/** Fewer words of whole turns are not worth a fold. */
const LEAST_WORDS = 40;
const countOf = (turns: Turn[]): number => JSON.stringify(turns).match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
const wordsIn = (turns: Turn[]): number =>
	turns.reduce(
		(sum, { content, calls }) =>
			sum +
			(content.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) +
			(calls.length === 0 ? 0 : countOf([{ role: '', content: '', calls }])),
		0
	);

/** A response's turns; a plain text has none. */
export const turnsIn = ({ messages }: WireResponse): Turn[] | null => (messages ? turnsOf(messages) : null);

/** @returns null when nothing is worth folding, when nothing differs, or when texts stand beside conversations */
export function alikeOf(responses: WireResponse[]): Alike | null {
	const texts = responses.flatMap(({ text }) => (text === undefined ? [] : [text]));
	if (texts.length === responses.length) {
		const beginning = sharedBeginning(texts);
		return beginning && { turns: 0, ...beginning };
	}
	const conversations = responses.flatMap((response) => {
		const turns = turnsIn(response);
		return turns ? [turns] : [];
	});
	const [first = []] = conversations;
	if (conversations.length !== responses.length) return null;
	const turns = sharedTurns(conversations);
	if (conversations.every((own) => own.length === turns)) return null;
	const next = conversations.map((own) => own[turns]);
	const said = next.flatMap((turn) =>
		turn && turn.role === next[0]?.role && /model|person/.test(voiceOf(turn.role)) ? [turn.content] : []
	);
	const beginning = said.length === responses.length ? sharedBeginning(said) : null;
	const words = wordsIn(first.slice(0, turns)) + (beginning?.words ?? 0);
	return words < LEAST_WORDS ? null : { turns, cut: beginning?.cut ?? null, words };
}
