/** What an example is known by when rows are split: its item, its prompt, and how its conversation begins. */
import type { Json } from '#lib/schema/json.ts';
import type { Example } from '../example.ts';
import { promptOf, type Message } from '../messages.ts';
import { normalPrompt, type Traits } from '../splits/groups.ts';

/** Whoever asks says so by nothing: else two short questions would be alike by that alone. */
const said = (messages: Message[]): string =>
	messages
		.map(({ role, content, tool_calls: made }) => {
			const whole = made === '[]' ? content : `${content} ${made}`;
			return role === 'user' ? whole : `${role}: ${whole}`;
		})
		.join('\n');

const first = (messages: Message[]): string =>
	messages.find(({ role }) => role === 'user')?.content ?? messages[0]?.content ?? '';

const asText = (value: Json | undefined): string =>
	value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** The prompt, or of an item that is labelled, all that is shown of it. */
function textsOf(example: Example): { prompt: string; root: string } {
	if (example.kind === 'annotated') {
		const shown = example.fields.map(({ name }) => asText(example.payload[name])).join('\n');
		return { prompt: shown, root: shown };
	}
	if (example.kind === 'judged') {
		const { payload } = example;
		const shown = Object.values(payload).map(asText).join('\n');
		if (payload.prompt === undefined) return { prompt: shown, root: shown };
		return { prompt: said(promptOf(payload)), root: first(promptOf(payload)) };
	}
	if (example.kind === 'steps') return { prompt: example.prompt, root: example.prompt };
	return { prompt: said(example.prompt), root: first(example.prompt) };
}

/** An example that says nothing before its answer stands with its item alone. */
export function traitsOf(example: Example): Traits {
	const { prompt, root } = textsOf(example);
	const alone = `item ${example.group}`;
	const whole = normalPrompt(prompt) || alone;
	return { item: example.group, prompt: whole, root: root === prompt ? whole : normalPrompt(root) || alone };
}
