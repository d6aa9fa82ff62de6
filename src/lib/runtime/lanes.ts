/** What each agent did lately, as marks on a lane: drawn by Lanes.svelte, counted by the page. */
import type { DecisionLine } from './view.ts';

export type Kind = 'alone' | 'person' | 'vetoed' | 'ended' | 'waits';
export type Mark = { id: string; at: number; kind: Kind };
export type Window = { id: string; from: number; to: number };
export type Lane = { agent: string; marks: Mark[]; windows: Window[]; stoppedAt: number | null };
export type Stop = { agent: string | null; scope: string; created_at: string };

/** Who decided: the policy alone, a person, or neither. */
export function kindOf({ status, mode, reason }: Pick<DecisionLine, 'status' | 'mode' | 'reason'>): Kind {
	switch (status) {
		case 'auto_approved':
			return 'alone';
		case 'approved':
			return reason === 'unvetoed' ? 'alone' : 'person';
		case 'rejected':
			return mode === 'on_the_loop' && reason !== 'repeat'
				? 'vetoed'
				: reason === 'repeat'
					? 'ended'
					: 'person';
		case 'approved_with_edit':
		case 'responded':
			return 'person';
		case 'pending':
		case 'claimed':
		case 'escalated':
		case 'veto_open':
			return 'waits';
		default:
			return 'ended';
	}
}

/** One lane an agent, those with open windows first, then by name. */
export function lanesOf(lines: DecisionLine[], stops: Stop[], from: number): Lane[] {
	const lanes = new Map<string, Lane>();
	for (const line of lines) {
		const at = Date.parse(line.created_at);
		if (at < from && line.status !== 'veto_open') continue;
		const lane = lanes.get(line.agent) ?? { agent: line.agent, marks: [], windows: [], stoppedAt: null };
		lanes.set(line.agent, lane);
		if (line.status === 'veto_open' && line.veto_until)
			lane.windows.push({ id: line.id, from: at, to: Date.parse(line.veto_until) });
		else lane.marks.push({ id: line.id, at, kind: kindOf(line) });
	}
	for (const { agent, scope, created_at } of stops)
		for (const lane of lanes.values())
			if (scope === 'all' || scope === 'project' || (scope === 'agent' && lane.agent === agent))
				lane.stoppedAt = Math.min(lane.stoppedAt ?? Infinity, Date.parse(created_at));
	return [...lanes.values()].sort(
		(a, b) => Number(b.windows.length > 0) - Number(a.windows.length > 0) || a.agent.localeCompare(b.agent)
	);
}

/** What the picture says, for those who do not see it. */
export const lanesSaid = (lanes: Lane[]): string =>
	lanes
		.map(({ agent, marks, windows, stoppedAt }) => {
			const of = (kind: Kind) => marks.filter((mark) => mark.kind === kind).length;
			return `${agent}: ${of('alone')} ran alone, ${of('person')} by people, ${of('vetoed')} vetoed, ${windows.length} open${stoppedAt === null ? '' : ', stopped'}`;
		})
		.join('. ') || 'No agent did anything lately';
