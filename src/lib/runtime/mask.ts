/**
 * What somebody sees of a decision before they have said what they would do: the evidence and the kind of action, not
 * what is proposed, nor how sure the system is, nor what others said. The server sends nothing else.
 */
import type { Role } from '#lib/schema/values.ts';
import type { Gate } from './gate.ts';
import type { DecisionLine, OperatorView } from './view.ts';

/** Whoever leads and reviews nothing sees it whole; so does an instance's own program. */
export const isAsked = (kind: 'person' | 'program' | 'console', role: Role): boolean =>
	kind === 'person' ? role !== 'researcher' : role === 'operator';

/** Whether a gate asks for a view first; only what waits for people hides anything. */
export const asksView = ({ view_first }: Gate, status: string): boolean =>
	view_first === true && (status === 'pending' || status === 'claimed' || status === 'escalated');

export function maskedView(view: OperatorView): OperatorView {
	const { confidence_min: _least, reason: _why, proposed: _before, args_schema: _schema, ...rest } = view;
	return {
		...rest,
		action: { name: view.action.name, args: {} },
		action_hash: '',
		policy: { ...view.policy, rule: '' },
		confidence: 0,
		unbound_fields: [],
		signatures: [],
		hidden: true
	};
}

export function maskedLine(line: DecisionLine): DecisionLine {
	const { confidence_min: _least, reason: _why, ...rest } = line;
	return { ...rest, action: { name: line.action.name, args: {} }, rule: '', confidence: 0, hidden: true };
}
