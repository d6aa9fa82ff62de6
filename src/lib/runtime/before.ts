/**
 * How the same action of the same agent went before: how many each way, the last few, and, where an argument is a
 * number, where this one stands among those that were approved.
 */
import type { JsonObject } from '#lib/schema/json.ts';
import type { Action } from './action.ts';
import type { StoredStatus } from './lifecycle.ts';

export type Earlier = {
	id: string;
	action: Action;
	status: StoredStatus;
	/** found wrong afterwards */
	reversed: boolean;
	settledAt: number | null;
	createdAt: number;
};

/** What became of them, as a person tells it apart; what still waits is none of these. */
export const ways = ['approved', 'edited', 'alone', 'refused', 'lapsed'] as const;
export type Way = (typeof ways)[number];

const wayOf: Partial<Record<StoredStatus, Way>> = {
	approved: 'approved',
	approved_with_edit: 'edited',
	auto_approved: 'alone',
	rejected: 'refused',
	responded: 'refused',
	denied: 'refused',
	expired: 'lapsed',
	cancelled: 'lapsed',
	halted: 'lapsed'
};

export type BeforeLine = {
	id: string;
	way: Way;
	status: StoredStatus;
	action: Action;
	reversed: boolean;
	at: string;
};
export type BeforeView = {
	/** decisions looked at, at most `most` */
	looked: number;
	most: number;
	counts: Record<Way, number>;
	/** settled ones, the latest first */
	latest: BeforeLine[];
	/** a number among the arguments, as it was when people or policy let it run */
	numbers: { name: string; ran: number[] } | null;
};

const LATEST = 3;
/** Fewer make no picture. */
const FEWEST = 4;

const ran = ({ status, reversed }: Earlier): boolean =>
	!reversed && ['approved', 'edited', 'alone'].includes(wayOf[status] ?? '');

const numberAt = (args: JsonObject, name: string): number[] => {
	const value = Object.hasOwn(args, name) ? args[name] : undefined;
	return typeof value === 'number' ? [value] : [];
};

/** The argument whose numbers differ most, of those that are numbers now and were before. */
function numbersOf(action: Action, earlier: Earlier[]): BeforeView['numbers'] {
	const allowed = earlier.filter(ran);
	const candidates = Object.keys(action.args)
		.filter((name) => typeof action.args[name] === 'number')
		.map((name) => ({ name, ran: allowed.flatMap((one) => numberAt(one.action.args, name)) }))
		.filter(({ ran: values }) => values.length >= FEWEST)
		.sort((a, b) => new Set(b.ran).size - new Set(a.ran).size);
	return candidates[0] ?? null;
}

/** @param earlier the latest first */
export function beforeOf(action: Action, earlier: Earlier[], most: number): BeforeView {
	const counts = Object.fromEntries(ways.map((way) => [way, 0])) as Record<Way, number>;
	const settled = earlier.flatMap((one) => {
		const way = wayOf[one.status];
		return way === undefined ? [] : [{ one, way }];
	});
	for (const { way } of settled) counts[way]++;
	return {
		looked: settled.length,
		most,
		counts,
		latest: settled.slice(0, LATEST).map(({ one, way }) => ({
			id: one.id,
			way,
			status: one.status,
			action: one.action,
			reversed: one.reversed,
			at: new Date(one.settledAt ?? one.createdAt).toISOString()
		})),
		numbers: numbersOf(action, earlier)
	};
}

export type Scale = { at: (value: number) => number; ticks: number[] };

/** A scale from 0 to 1: by powers where the numbers span some, else even. */
export function scaleOf(values: number[]): Scale {
	const [least, most] = [Math.min(...values), Math.max(...values)];
	if (least > 0 && most / least > 20) {
		const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
		const powers = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
		return { at: (value) => (Math.log10(value) - from) / (to - from), ticks: powers };
	}
	const pad = most === least ? Math.abs(most) || 1 : (most - least) * 0.05;
	const [from, to] = [least - pad, most + pad];
	return { at: (value) => (value - from) / (to - from), ticks: most === least ? [least] : [least, most] };
}
