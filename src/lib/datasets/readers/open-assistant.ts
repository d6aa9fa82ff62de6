/**
 * Message trees as Open-Assistant publishes them (huggingface.co/datasets/OpenAssistant/oasst1, `…trees.jsonl` and the
 * roots of `…messages.jsonl`): of each group of replies that was ranked, one item with its conversation.
 *
 * The order is a judgment, not gold: it is what a crowd said, so it has to count in consensus and in files, and it is
 * no answer known to be right that people could be measured by. The trees name nobody, so its rater is `crowd`.
 */
import { z } from 'zod';
import type { Form } from '#lib/form/form.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { CROWD, itemWith } from './brought.ts';
import { asksNoRanking, rankingOf } from './pair.ts';
import type { Shape } from './shape.ts';

const Node = z.looseObject({
	message_id: z.string().min(1),
	text: z.string(),
	role: z.enum(['prompter', 'assistant']),
	rank: z.int().min(0).nullish(),
	deleted: z.boolean().nullish(),
	lang: z.string().nullish(),
	model_name: z.string().nullish(),
	replies: z.array(z.unknown()).nullish()
});
type Node = z.infer<typeof Node>;
type Message = { role: 'user' | 'assistant'; content: string };

type Asking = { form: Form; question: string };

function nodeOf(value: unknown): Node {
	const result = Node.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	const id = isObject(value) && typeof value.message_id === 'string' ? ` ${value.message_id}` : '';
	throw new Refusal(
		'bad_tree',
		`The message${id} of this tree has no proper “${issue?.path.map(String).join('.') ?? ''}”.`
	);
}

const said = ({ role, text }: Node): Message => ({
	role: role === 'prompter' ? 'user' : 'assistant',
	content: text
});

/** Best first; who has the same rank ties. */
const tiersOf = (replies: Node[]): string[][] =>
	[...Map.groupBy(replies, ({ rank }) => rank ?? 0)]
		.toSorted(([a], [b]) => a - b)
		.map(([, tied]) => tied.map(({ message_id: id }) => id));

/** What a message's replies give: an item where all were ranked, nothing where none was. */
function groupOf(
	parent: Node,
	replies: Node[],
	conversation: Message[],
	tree: JsonObject,
	{ form, question }: Asking
): (JsonObject | Refusal)[] {
	const ranked = replies.filter(({ rank }) => typeof rank === 'number').length;
	if (replies.length < 2 || ranked === 0 || replies.some(({ role }) => role !== 'assistant')) return [];
	if (ranked < replies.length)
		return [
			new Refusal(
				'half_ranked',
				`Of the ${replies.length} replies to message ${parent.message_id}, ${ranked} have a rank. Give all of them one, or none.`
			)
		];
	const item = {
		key: parent.message_id,
		payload: {
			prompt: conversation,
			responses: replies.map(({ message_id: id, text, model_name: model }) => ({
				id,
				text,
				...(typeof model === 'string' ? { model } : {})
			}))
		},
		metadata: { ...tree, ...(typeof parent.lang === 'string' ? { lang: parent.lang } : {}) }
	};
	return itemWith(form, item, [{ rater: CROWD, answers: { [question]: { tiers: tiersOf(replies) } } }]);
}

/** Every group at or below a message. A message that is broken costs what hangs on it, and no more. */
function* groups(
	value: Json,
	before: Message[],
	tree: JsonObject,
	asking: Asking
): Generator<JsonObject | Refusal> {
	let node: Node;
	let replies: Node[];
	try {
		node = nodeOf(value);
		replies = (node.replies ?? []).map(nodeOf).filter(({ deleted }) => deleted !== true);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		yield error;
		return;
	}
	const conversation = [...before, said(node)];
	yield* groupOf(node, replies, conversation, tree, asking);
	for (const reply of replies) yield* groups(reply as Json, conversation, tree, asking);
}

const isRoot = (value: Json | undefined): value is JsonObject =>
	isObject(value) &&
	typeof value.message_id === 'string' &&
	typeof value.role === 'string' &&
	Array.isArray(value.replies);

export const openAssistant: Shape = {
	name: 'open-assistant',
	title: 'Open-Assistant message trees',
	about: 'Each group of replies that was ranked becomes an item; its order is a judgment by “crowd”.',
	recognises: (row) => (typeof row.message_tree_id === 'string' ? isRoot(row.prompt) : isRoot(row)),
	items(row, form) {
		const question = rankingOf(form);
		if (question === null) throw asksNoRanking('This row is a tree of ranked replies');
		const [root, id] =
			typeof row.message_tree_id === 'string' ? [row.prompt, row.message_tree_id] : [row, row.message_id];
		return [...groups(root ?? null, [], { tree: id ?? null }, { form, question })];
	}
};
