import { describe, expect, it } from 'vitest';
import { isHeard, kindOf, messageOf, type Told } from './kinds.ts';

const event = (more: Partial<Told> = {}): Told => ({
	id: 'e1',
	position: 7,
	at: Date.parse('2026-01-02T03:04:05.678Z'),
	type: 'decision.submitted',
	project: 'desk',
	subject: { type: 'decision', id: 'd1' },
	data: { agent: 'clerk', action: 'mail.send', status: 'pending', content: 'a hash', grant: 'g1' },
	...more
});

describe('what webhooks tell', () => {
	it('is by what became of a decision as it came in', () => {
		const kinds = ['pending', 'veto_open', 'auto_approved', 'denied', 'rejected', 'halted', 'odd'].map(
			(status) => kindOf(event({ data: { status } }))
		);
		expect(kinds).toEqual([
			'decision.pending',
			'decision.pending',
			'decision.auto_approved',
			'decision.denied',
			'decision.rejected',
			'decision.halted',
			null
		]);
		expect(kindOf({ type: 'decision.vetoed', data: null })).toBe('decision.rejected');
		expect(kindOf({ type: 'decision.unwatched', data: null })).toBe('decision.pending');
	});

	it('is never of people, keys, sign-ins, judgments, or webhooks themselves', () => {
		for (const type of [
			'user.invited',
			'key.created',
			'judgment.submitted',
			'webhook.created',
			'decision.erased',
			'constructor'
		])
			expect(kindOf({ type, data: null }), type).toBeNull();
	});

	it('is ids, names, states and links; neither hashes, nor grants, nor who', () => {
		expect(JSON.parse(messageOf(event(), 'decision.pending', 'https://here.example'))).toEqual({
			type: 'decision.pending',
			timestamp: '2026-01-02T03:04:05.678Z',
			data: {
				agent: 'clerk',
				action: 'mail.send',
				status: 'pending',
				id: 'd1',
				project: 'desk',
				position: 7,
				links: {
					api: 'https://here.example/api/v1/decisions/d1',
					page: 'https://here.example/projects/desk/inbox?id=d1'
				}
			}
		});
	});

	it('is heard by its project, and of other projects nothing but that everything stands still', () => {
		const halt = (scope: string) => event({ type: 'halt.created', project: null, data: { scope } });
		expect(isHeard(event(), { slug: 'desk' })).toBe(true);
		expect(isHeard(event(), { slug: 'other' })).toBe(false);
		expect(isHeard(event(), { slug: null })).toBe(false);
		expect(isHeard(halt('all'), { slug: 'desk' })).toBe(true);
		expect(isHeard(halt('agent'), { slug: 'desk' })).toBe(false);
		expect(isHeard(event({ type: 'dataset.versioned', project: null }), { slug: 'desk' })).toBe(false);
		expect(isHeard(halt('agent'), { all: true })).toBe(true);
	});
});
