/** What the agents of the demo ask for: written by us, the same each time, by a counter. */
import type { DecisionInput } from './input.ts';

export const DEMO_PROJECT = 'agents-at-work';
export type Ask = Omit<DecisionInput, 'project'>;

const pick = <T>(list: readonly T[], i: number): T =>
	list[((i % list.length) + list.length) % list.length] as T;

export const mails = [
	{
		asked: 'My parcel should have been here on Monday. Where is it?',
		subject: 'Your parcel',
		body: 'We are sorry for the wait. Your parcel left our warehouse on Monday and will arrive on Thursday. We refund the whole order, 184.00 €, as an apology.',
		why: 'The tracking page says Thursday. A refund keeps the customer.',
		confidence: 0.71,
		risk: 'high'
	},
	{
		asked: 'Does the blue kettle also work on induction?',
		subject: 'The blue kettle',
		body: 'Yes, the blue kettle works on gas, ceramic and induction.',
		why: 'The product page lists all three.',
		confidence: 0.88,
		risk: 'medium'
	},
	{
		asked: 'Please move my appointment to another day.',
		subject: 'Your appointment',
		body: 'Your appointment is now on Tuesday at 10. Tell us if that does not suit you.',
		why: 'Tuesday at 10 is the first free one.',
		confidence: 0.64,
		risk: 'medium'
	},
	{
		asked: 'I would like to cancel my subscription.',
		subject: 'Your subscription',
		body: 'Your subscription ends today. You will not be charged again.',
		why: 'The customer asked for it in plain words.',
		confidence: 0.58,
		risk: 'high'
	}
] as const;

/** An agent drafts an e-mail; a person edits it and sends. */
export function mail(i: number): Ask {
	const { asked, subject, body, why, confidence, risk } = pick(mails, i);
	return {
		action: { name: 'mail.send', args: { to: `customer-${4400 + i}`, subject, body } },
		confidence,
		risk,
		model: 'writer 3',
		context: [
			{ type: 'message', title: 'The customer wrote', text: asked },
			{ type: 'reason', title: 'Why this answer', text: why }
		],
		prompt: [
			{ role: 'system', content: 'You answer the customers of a shop, briefly and kindly.' },
			{ role: 'user', content: asked }
		]
	};
}

const route = [
	{ to: 'the north field', altitude_m: 60, why: 'Next on the route.' },
	{ to: 'the river bend', altitude_m: 80, why: 'Next on the route; wind 4 m/s from the west.' },
	{ to: 'the old mill', altitude_m: 45, why: 'Lower, for a closer look at the roof.' },
	{ to: 'the south gate', altitude_m: 140, why: 'Above the trees, to save time.' }
] as const;

/** A drone on its route; a watcher may take over. */
export function flight(i: number): Ask {
	const { to, altitude_m, why } = pick(route, i);
	return {
		action: { name: 'drone.fly_to', args: { to, altitude_m, leg: i + 1 } },
		confidence: pick([0.94, 0.9, 0.86, 0.97], i),
		risk: 'medium',
		model: 'pilot 2',
		context: [{ type: 'reason', title: 'Why', text: why }]
	};
}

const queries = [
	'select title from book where due < current_date',
	'select count(*) from loan where returned is null',
	'select name from member order by joined desc limit 10',
	'select title, copies from book where copies < 2'
] as const;

/** A database agent queries freely. */
export const query = (i: number): Ask => ({
	action: { name: 'db.query', args: { sql: pick(queries, i) } },
	confidence: pick([0.99, 0.98, 0.97], i),
	risk: 'low',
	model: 'librarian 1'
});

/** It may not delete by itself: that waits for an administrator. */
export const deletion = (i: number): Ask => ({
	action: {
		name: 'db.delete',
		args: { table: 'member', where: `last_seen < '${2019 + (i % 4)}-01-01'`, rows: 312 + i }
	},
	confidence: 0.88,
	risk: 'critical',
	model: 'librarian 1',
	context: [{ type: 'reason', title: 'Why', text: 'These members have not borrowed anything for years.' }]
});
