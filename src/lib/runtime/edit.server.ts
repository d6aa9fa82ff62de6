/** An edit is judged by policy anew: it passes the gate it has and the gate it would get, and never what is denied. */
import { Refusal } from '#lib/schema/refusal.ts';
import { isSame, type Action } from './action.ts';
import { argsMistakes } from './args-schema.ts';
import { currentAction, gateOf, type Proposed } from './decision.server.ts';
import { mergeGates, type Gate } from './gate.ts';
import { actionOf } from './policy.ts';
import { route } from './route.ts';
import type { Case } from './verdict.server.ts';

/** The edited action under the stricter of the gate it has and the gate it would get. @throws Refusal */
export function judgeEdit({ row, proposed, standing: { compiled } }: Case, edited: Action): Gate {
	const before = currentAction(row, proposed);
	if (edited.name !== before.name)
		throw new Refusal(
			'edit_widens',
			'An edit changes arguments. For another action, reject and let the agent propose it.'
		);
	if (isSame(edited, before)) throw new Refusal('invalid', 'Nothing was changed: approve it instead.');
	const schema = actionOf(compiled.policy, edited.name).args_schema ?? proposed.args_schema;
	const errors = schema
		? argsMistakes(schema as NonNullable<Proposed['args_schema']>, edited.args, '/action/args')
		: [];
	if (errors.length > 0)
		throw new Refusal('invalid_args', `${errors[0]?.path}: ${errors[0]?.message}`, { errors });
	const routing = route(compiled, {
		action: edited,
		confidence: row.confidence,
		risk: row.risk,
		agent: row.agent,
		context: proposed.context ?? []
	});
	if (routing.mode === 'deny')
		throw new Refusal('edit_widens', `Rule “${routing.rule}” denies what you made of it.`);
	return mergeGates(gateOf(row), routing.gate);
}
