/**
 * The gate that a decision must pass: how many different people, in which role, how freshly signed in, how soon.
 * Gates only ever merge towards the strictest, and a decision keeps the gate that it was given at its creation.
 */
import type { Role } from '#lib/schema/values.ts';

/** By the roles table nobody else may answer for an AI system. An admin may always stand in. */
export const signers = ['operator', 'admin'] as const;
export type Signer = (typeof signers)[number];
export const assurances = ['session', 'reauth', 'passkey'] as const;
export type Assurance = (typeof assurances)[number];

export type Level = { roles: Signer[]; after_seconds: number };
export type Gate = {
	/** different people who must approve */
	quorum: number;
	roles: Signer[];
	assurance: Assurance;
	timeout_seconds: number;
	on_timeout: 'reject';
	/** from so many seconds after its creation on, these must answer instead */
	escalation: Level[];
	/** each person says what they would do before they are shown what is proposed; absent: no */
	view_first?: boolean;
	/** seconds that somebody must have had it before them until their approval counts; absent: none */
	min_seconds?: number;
};
/** What a gate demands that says nothing. */
export const defaultGate: Gate = {
	quorum: 1,
	roles: ['operator'],
	assurance: 'session',
	timeout_seconds: 3600,
	on_timeout: 'reject',
	escalation: []
};

/** A password that was given this recently counts as fresh. */
export const REAUTH_MS = 5 * 60_000;

/** An admin may do each person's job, so a gate asks for an operator at least, or for an admin. */
const needsAdmin = (roles: Signer[]): boolean => !roles.includes('operator');
const strictestRoles = (a: Signer[], b: Signer[]): Signer[] =>
	needsAdmin(a) || needsAdmin(b) ? ['admin'] : ['operator'];

/** Levels in order of time, each at least as strict as the one before; those after the time-out never come. */
function mergeLevels(base: Signer[], levels: Level[], timeout: number): Level[] {
	let roles = base;
	const merged: Level[] = [];
	for (const level of levels.toSorted((a, b) => a.after_seconds - b.after_seconds)) {
		roles = strictestRoles(roles, level.roles);
		const last = merged.at(-1);
		if (last?.after_seconds === level.after_seconds) last.roles = roles;
		else if (level.after_seconds < timeout && last?.roles[0] !== roles[0])
			merged.push({ roles, after_seconds: level.after_seconds });
	}
	return merged;
}

/** The strictest part of each: order never weakens. */
export function mergeGates(a: Gate, b: Gate): Gate {
	const roles = strictestRoles(a.roles, b.roles);
	const timeout = Math.min(a.timeout_seconds, b.timeout_seconds);
	const least = Math.max(a.min_seconds ?? 0, b.min_seconds ?? 0);
	return {
		quorum: Math.max(a.quorum, b.quorum),
		roles,
		assurance:
			assurances[Math.max(assurances.indexOf(a.assurance), assurances.indexOf(b.assurance))] ?? 'passkey',
		timeout_seconds: timeout,
		on_timeout: 'reject',
		escalation: mergeLevels(roles, [...a.escalation, ...b.escalation], timeout),
		...(a.view_first === true || b.view_first === true ? { view_first: true } : {}),
		...(least > 0 ? { min_seconds: least } : {})
	};
}

/** How often a decision has been escalated after so many seconds; 0 is not yet. */
export const levelAt = (gate: Gate, seconds: number): number =>
	gate.escalation.filter(({ after_seconds }) => after_seconds <= seconds).length;

/** Who may answer at a level. */
export const rolesAt = (gate: Gate, level: number): Signer[] =>
	level === 0 ? gate.roles : (gate.escalation[level - 1]?.roles ?? ['admin']);

/** Whether somebody who acts in a role may answer. */
export const maySign = (roles: Signer[], role: Role): boolean =>
	role === 'admin' || (role === 'operator' && !needsAdmin(roles));
