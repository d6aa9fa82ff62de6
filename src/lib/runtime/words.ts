/** What the runtime pages say, as pure functions of what they know. */
import type { Json } from '#lib/schema/json.ts';
import type { Action } from './action.ts';
import type { CheckView, DecisionLine, FirstView, OperatorView } from './view.ts';

/** 2:41, or 1:02:41; never below 0:00. */
export function clock(milliseconds: number): string {
	const all = Math.max(0, Math.ceil(milliseconds / 1000));
	const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
	const two = (n: number) => String(n).padStart(2, '0');
	return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** `14:05` of today, `24 Nov 14:05` of another day; in the reader's own time. */
export function clockTime(at: string, now: number): string {
	const time = new Date(at);
	const minutes = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
	if (time.toDateString() === new Date(now).toDateString()) return minutes;
	return `${time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${minutes}`;
}

export const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** How a decision is named: the action, and what fits of its arguments. Nothing an agent says of itself. */
export function titleOf({ name, args }: Action): { name: string; rest: string } {
	const said = Object.values(args)
		.filter((value) => value === null || typeof value !== 'object')
		.map(asText)
		.map((text) => text.replace(/\s+/g, ' ').trim())
		.filter((text) => text !== '')
		.sort((a, b) => a.length - b.length)
		.map((text) => (text.length > 32 ? `${text.slice(0, 31)}…` : text));
	return { name, rest: said.slice(0, 3).join(' · ') };
}

/** What becomes of it if nobody does anything. */
export const effectOf = ({ status }: Pick<DecisionLine, 'status'>): string =>
	status === 'veto_open' ? 'left to veto, then it runs' : 'left, then rejected';

/** When the clock of an open decision runs out. */
export const dueOf = (line: Pick<DecisionLine, 'expires_at' | 'veto_until'>): number =>
	Date.parse(line.veto_until ?? line.expires_at);

const endings: Partial<Record<DecisionLine['status'], string>> = {
	auto_approved: 'ran alone',
	approved: 'approved',
	approved_with_edit: 'approved with edit',
	rejected: 'rejected',
	responded: 'answered in text',
	denied: 'denied by policy',
	expired: 'timed out',
	cancelled: 'taken back by the agent',
	halted: 'stopped',
	pending: 'waits',
	claimed: 'in hand',
	escalated: 'waits, escalated',
	veto_open: 'window open'
};
export const statusSaid = (status: DecisionLine['status']): string => endings[status] ?? status;

/** One key never approves what is high or critical. */
export const needsTwoKeys = ({ risk }: Pick<DecisionLine, 'risk'>): boolean =>
	risk === 'high' || risk === 'critical';

/** What somebody said before they were shown what is proposed, in words. */
export const firstSaid = ({ would, text }: FirstView): string =>
	would === 'other' ? `“${text ?? ''}”` : would === 'approve' ? 'let it run' : 'not let it run';

/** The heading after a check. */
export const toldSaid = ({ caught }: Pick<CheckView, 'caught'>): string =>
	caught ? 'This was a check, and you saw it' : 'This was a check, and it would have run';

/** How much of its time an open decision has used, 0 … 1. */
export function spent(
	line: Pick<DecisionLine, 'created_at' | 'expires_at' | 'veto_until'>,
	now: number
): number {
	const from = Date.parse(line.created_at);
	const to = dueOf(line);
	return to <= from ? 1 : Math.min(1, Math.max(0, (now - from) / (to - from)));
}

/** The finding of the inbox. */
export function waitingSaid(open: number, held: number, more = false): string {
	const many = more ? `${open} or more` : String(open);
	const wait =
		open === 0 && !more ? 'Nothing waits for you' : `${many} ${open === 1 ? 'waits' : 'wait'} for you`;
	return held === 0 ? wait : `${wait}, ${held} held by others`;
}

/** The finding of the monitor. */
export function windowsSaid(open: Pick<DecisionLine, 'expires_at' | 'veto_until'>[], now: number): string {
	if (open.length === 0) return 'No window is open';
	const next = clock(Math.min(...open.map(dueOf)) - now);
	const count =
		['', 'One window is', 'Two windows are', 'Three windows are'][open.length] ??
		`${open.length} windows are`;
	return `${count} open. ${open.length === 1 ? 'It' : 'The next one'} closes in ${next}.`;
}

/** Why a decision can no longer be answered, for somebody who has it on screen. */
export const goneSaid = (decision: Pick<OperatorView, 'status' | 'reason'>): string =>
	decision.status === 'halted'
		? 'It was stopped.'
		: decision.status === 'expired'
			? 'Nobody answered in time, so it is rejected.'
			: `It is ${statusSaid(decision.status)}.`;
