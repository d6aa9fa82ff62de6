/** A decision as the API shows it: to the agent that asked, and, with more, to the people who answer. */
import type { Json } from '#lib/schema/json.ts';
import type { Action } from './action.ts';
import type { Gate, Signer } from './gate.ts';
import type { VerdictName } from './input.ts';
import type { Status } from './lifecycle.ts';
import type { Mode, Risk } from './modes.ts';

export type ReasonView = { code: string; text: string };

export type DecisionView = {
	id: string;
	project: string;
	status: Status;
	action: Action;
	action_hash: string;
	/** after an edit: what the agent had proposed */
	proposed?: Action;
	policy: { version: number; rule: string; mode: Mode };
	reason?: ReasonView;
	response?: string;
	confidence: number;
	/** at or above it the action would have run alone */
	confidence_min?: number;
	risk: Risk;
	created_at: string;
	expires_at?: string;
	veto_until?: string;
	settled_at?: string;
	consumed_at?: string;
	outcome?: Json;
	/** what it held was erased: no arguments, context or words are left */
	erased_at?: string;
};

export type Signature = { person: string; role: string; assurance: string; at: string; mine: boolean };

/** What people see of it besides. */
export type OperatorView = DecisionView & {
	agent: string;
	label?: string;
	model?: string;
	context: { type: string; title?: string; text?: string; url?: string }[];
	prompt?: Json[];
	allowed: VerdictName[];
	unbound_fields: string[];
	args_schema?: Json;
	gate: Gate;
	/** who must answer now, by the level that the clock has reached */
	level: { number: number; roles: string[] };
	signatures: Signature[];
	version: number;
	/** who holds it and until when */
	holder?: { name: string; until: string; mine: boolean };
	/** it ran alone and comes back for a look afterwards */
	sampled: boolean;
	reviewed_at?: string;
	reversed: boolean;
	/** what is proposed is not here: say first what you would do */
	hidden?: true;
	/** what this person would have done before they saw it */
	first_view?: FirstView;
	/** milliseconds from now until an approval of whoever holds it counts */
	approve_in_ms?: number;
	/** it was no decision but a check, and this is what was right */
	check?: CheckView;
};

/** A decision in somebody's hands. */
export type Claimed = { token: string; version: number; leased_until: string; decision: OperatorView };

/** What somebody would do on the evidence alone. */
export type FirstView = { would: 'approve' | 'reject' | 'other'; text?: string };

/** Told after the answer to a seeded decision. */
export type CheckView = {
	/** whether they kept it from running as it was proposed */
	caught: boolean;
	wanted: 'reject' | 'edit';
	/** how it should have been, where it only had to be changed */
	action?: Action;
	why: string;
};

/** One line of the inbox or the monitor. */
export type DecisionLine = {
	id: string;
	project: string;
	agent: string;
	action: Action;
	status: Status;
	risk: Risk;
	confidence: number;
	confidence_min?: number;
	rule: string;
	mode: Mode;
	created_at: string;
	expires_at: string;
	veto_until?: string;
	settled_at?: string;
	/** the code of its reason */
	reason?: string;
	quorum: number;
	signed: number;
	/** who must answer now */
	roles: Signer[];
	holder?: { name: string; until: string; mine: boolean };
	sampled: boolean;
	/** what is proposed is not here: say first what you would do */
	hidden?: true;
};
