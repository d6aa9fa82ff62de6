/** What the agents of the bench propose, under which policy: the same for the server and for the bare driver. */
import { defaultGate } from '#lib/runtime/gate.ts';
import { canonical } from '#lib/schema/json.ts';

export const TOWER = 'tower';

/** A policy as people have one: an action with a threshold, a denial, a gate for what is dear, reads that run alone. */
export const policy = {
	actions: { 'ticket.reply': { confidence_min: 0.8, risk_floor: 'low' } },
	rules: [
		{ name: 'no drops', when: 'action.name == "table.drop"', mode: 'deny' },
		{
			name: 'dear refunds',
			when: 'action.name == "refund.pay" && args.amount > 100',
			mode: 'in_the_loop',
			gate: { timeout_seconds: 86_400 }
		},
		{
			name: 'reads run alone',
			when: 'action.name.startsWith("read.") && risk == "low"',
			mode: 'out_of_the_loop'
		}
	]
};

const reply =
	'Thank you for writing. Your parcel left our warehouse this morning and will be with you on Thursday; we are sorry for the wait and have taken the postage off the bill.';

const context = (i: number) => [
	{ type: 'message', title: 'The customer wrote', text: `Where is parcel ${i}? It should be here by now.` }
];

/** Runs alone: sure enough, and of low risk. */
export const sure = (i: number) => ({
	project: TOWER,
	action: { name: 'ticket.reply', args: { ticket: `T-${i}`, subject: `Parcel ${i}`, body: reply } },
	confidence: 0.92,
	risk: 'low',
	model: 'writer 3',
	context: context(i)
});

/** Waits for a person, for a day. */
export const dear = (i: number) => ({
	project: TOWER,
	action: { name: 'refund.pay', args: { ticket: `T-${i}`, amount: 101 + (i % 900), currency: 'EUR' } },
	confidence: 0.7,
	risk: 'medium',
	model: 'writer 3',
	context: context(i)
});

/** As it is stored. */
export const payloadOf = ({ action, model, context }: ReturnType<typeof sure | typeof dear>): string =>
	canonical({ action, model, context, allowed: ['approve', 'edit', 'reject', 'respond'], unbound: [] });

export const gateText = canonical({ ...defaultGate, timeout_seconds: 86_400 });
