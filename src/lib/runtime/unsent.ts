/** What somebody was making of decisions before they turned to another: it stays until it is sent or thrown away. Pure. */
import type { JsonObject } from '#lib/schema/json.ts';

export type Unsent = {
	/** the arguments as they were changed; null where they were not */
	draft: JsonObject | null;
	reason: { code: string; text: string };
	response: string;
};
export const nothing = (): Unsent => ({ draft: null, reason: { code: 'wrong', text: '' }, response: '' });

export class PutAside {
	#byDecision: Record<string, Unsent> = {};

	/** @param isEdited whether the draft says something else than what was proposed */
	put(id: string, { draft, reason, response }: Unsent, isEdited: boolean): void {
		this.forget(id);
		if (isEdited || reason.text !== '' || response !== '')
			this.#byDecision[id] = { draft, reason: { ...reason }, response };
	}
	of(id: string): Unsent {
		return this.#byDecision[id] ?? nothing();
	}
	forget(id: string): void {
		const { [id]: _gone, ...others } = this.#byDecision;
		this.#byDecision = others;
	}
}
