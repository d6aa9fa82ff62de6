import { describe, expect, it } from 'vitest';
import type { Role, Stage } from '#lib/schema/values.ts';
import { may, type Right, type Standing } from './access.ts';
import { console as onTheMachine, type Actor } from './actor.ts';

/*
 * Written by hand from the roles table of the design, one line a cell; refusals are those that are not written.
 * Each project is looked at as the actor finds it: `open` lists nobody.
 */
const OWN = 'p-own';
const OTHER = 'p-other';

const person = (roles: Role[], more: Partial<Actor & { kind: 'person' }> = {}): Actor => ({
	kind: 'person',
	id: 'me',
	email: 'me@example.org',
	name: 'Me',
	roles,
	via: 'session',
	only: null,
	...more
});
const program = (role: Role, only: string | null = null): Actor => ({
	kind: 'program',
	id: 'k',
	name: 'key',
	role,
	via: 'key',
	only
});
const project = (stage: Stage, more: Partial<Standing> = {}): Standing => ({
	id: OWN,
	stage,
	createdBy: 'somebody',
	listed: null,
	...more
});

const inProject: Right[] = ['manage', 'work', 'judge', 'events', 'see'];
/** What an actor may in a project, and under which role. */
const grants = (actor: Actor, where: Standing): Partial<Record<Right, Role>> =>
	Object.fromEntries(
		inProject.flatMap((right) => {
			const role = may(actor, right, where);
			return role ? [[right, role]] : [];
		})
	);

const all = (role: Role) => ({ manage: role, work: role, judge: role, events: role, see: role });
const withoutVote = (role: Role) => ({ manage: role, judge: role, events: role, see: role });

describe('the instance', () => {
	const allowed = (actor: Actor) => ({ instance: may(actor, 'instance'), create: may(actor, 'create') });
	const both = { instance: 'admin', create: 'admin' };
	const none = { instance: null, create: null };
	const creates = { instance: null, create: 'researcher' };
	it.each<[string, Actor, object]>([
		['an admin', person(['admin']), both],
		['an admin with other roles too', person(['rater', 'admin']), both],
		['the machine itself', onTheMachine, both],
		["an admin's role as a key", program('admin'), both],
		['an admin key that names a project', program('admin', OWN), none],
		[
			'a key for a person who is an admin',
			person(['admin'], { via: 'key' }),
			{ instance: null, create: 'admin' }
		],
		['a key for an admin that names a project', person(['admin'], { via: 'key', only: OWN }), none],
		['a researcher', person(['researcher']), creates],
		['a researcher key', program('researcher'), creates],
		['a researcher key that names a project', program('researcher', OWN), none],
		['an annotator', person(['annotator']), none],
		['a rater', person(['rater']), none],
		['an operator', person(['operator']), none],
		['an agent key', program('agent'), none],
		['nobody in particular', person([]), none]
	])('is ruled by %s', (_, actor, expected) => {
		expect(allowed(actor)).toEqual(expected);
	});

	it('shows everything that happens to an admin alone', () => {
		expect(may(person(['admin']), 'events')).toBe('admin');
		expect(may(program('admin'), 'events')).toBe('admin');
		for (const actor of [
			person(['researcher', 'annotator', 'rater', 'operator']),
			person(['admin'], { via: 'key' }),
			program('admin', OWN),
			program('researcher'),
			program('operator'),
			program('agent')
		])
			expect(may(actor, 'events')).toBeNull();
	});
});

describe('a project that lists nobody', () => {
	it.each<[string, Actor, Stage, Partial<Record<Right, Role>>]>([
		['an admin', person(['admin']), 'annotation', all('admin')],
		['an admin', person(['admin']), 'alignment', all('admin')],
		['an admin', person(['admin']), 'runtime', withoutVote('admin')],
		[
			'a researcher who did not make it',
			person(['researcher']),
			'annotation',
			{ work: 'researcher', see: 'researcher' }
		],
		[
			'a researcher who did not make it',
			person(['researcher']),
			'alignment',
			{ work: 'researcher', see: 'researcher' }
		],
		['a researcher who did not make it', person(['researcher']), 'runtime', {}],
		['an annotator', person(['annotator']), 'annotation', { work: 'annotator', see: 'annotator' }],
		['an annotator', person(['annotator']), 'alignment', {}],
		['an annotator', person(['annotator']), 'runtime', {}],
		['a rater', person(['rater']), 'annotation', {}],
		['a rater', person(['rater']), 'alignment', { work: 'rater', see: 'rater' }],
		['a rater', person(['rater']), 'runtime', {}],
		['an operator', person(['operator']), 'annotation', {}],
		['an operator', person(['operator']), 'alignment', {}],
		['an operator', person(['operator']), 'runtime', { see: 'operator', events: 'operator' }],
		['an agent key', program('agent'), 'annotation', {}],
		['an agent key', program('agent'), 'alignment', {}],
		['an agent key', program('agent'), 'runtime', { events: 'agent' }],
		['a researcher key', program('researcher'), 'alignment', withoutVote('researcher')],
		['an admin key', program('admin'), 'alignment', withoutVote('admin')],
		['a rater key, which cannot vote,', program('rater'), 'alignment', { see: 'rater' }],
		['the machine itself', onTheMachine, 'alignment', withoutVote('admin')]
	])('%s in %s%s', (_, actor, stage, expected) => {
		expect(grants(actor, project(stage))).toEqual(expected);
	});

	it('belongs to the researcher who made it', () => {
		const mine = { createdBy: 'me' };
		expect(grants(person(['researcher']), project('alignment', mine))).toEqual(all('researcher'));
		expect(grants(person(['researcher']), project('runtime', mine))).toEqual(withoutVote('researcher'));
		expect(grants(person(['rater']), project('annotation', mine))).toEqual({});
	});

	it('names the worker’s role when a researcher is a rater too', () => {
		expect(may(person(['researcher', 'rater']), 'work', project('alignment'))).toBe('rater');
	});
});

describe('a runtime project', () => {
	const rights: Right[] = ['decisions', 'review', 'halt', 'policy', 'submit'];
	const allowed = (actor: Actor, where: Standing): Partial<Record<Right, Role>> =>
		Object.fromEntries(
			rights.flatMap((right) => {
				const role = may(actor, right, where);
				return role ? [[right, role]] : [];
			})
		);
	const sees = (role: Role) => ({ decisions: role });
	it.each<[string, Actor, Partial<Standing>, Partial<Record<Right, Role>>]>([
		[
			'an admin',
			person(['admin']),
			{},
			{ ...sees('admin'), review: 'admin', halt: 'admin', policy: 'admin' }
		],
		['an operator', person(['operator']), {}, { ...sees('operator'), review: 'operator', halt: 'operator' }],
		['an operator who is not listed', person(['operator']), { listed: [] }, {}],
		[
			'a rater listed as operator',
			person(['rater']),
			{ listed: ['operator'] },
			{ ...sees('operator'), review: 'operator', halt: 'operator' }
		],
		[
			'a researcher who made it',
			person(['researcher']),
			{ createdBy: 'me' },
			{ ...sees('researcher'), policy: 'researcher' }
		],
		['a researcher who did not', person(['researcher']), {}, {}],
		['an annotator', person(['annotator']), {}, {}],
		['a rater', person(['rater']), {}, {}],
		['an agent key', program('agent'), {}, { submit: 'agent' }],
		['an agent key of another project', program('agent', OTHER), {}, {}],
		['an agent key of this project', program('agent', OWN), {}, { submit: 'agent' }],
		[
			'an operator key, which never votes,',
			program('operator'),
			{},
			{ ...sees('operator'), halt: 'operator' }
		],
		[
			'an admin key, which never votes,',
			program('admin'),
			{},
			{ ...sees('admin'), halt: 'admin', policy: 'admin' }
		],
		['a key for an operator', person(['operator'], { via: 'key' }), {}, {}],
		['a key for an admin', person(['admin'], { via: 'key' }), {}, {}],
		['the machine itself', onTheMachine, {}, { ...sees('admin'), halt: 'admin', policy: 'admin' }]
	])('gives %s what the table says', (_, actor, more, expected) => {
		expect(allowed(actor, project('runtime', more))).toEqual(expected);
	});

	it('is the only kind with decisions', () => {
		for (const stage of ['annotation', 'alignment'] as const)
			for (const actor of [person(['admin']), person(['operator']), program('agent'), onTheMachine])
				expect(allowed(actor, project(stage))).toEqual({});
	});
});

describe('a project that lists people', () => {
	it.each<[string, Actor, Role[], Partial<Record<Right, Role>>]>([
		['keeps out a rater who is not listed', person(['rater']), [], {}],
		[
			'takes whoever it lists, whatever else they are',
			person(['annotator']),
			['rater'],
			{ work: 'rater', see: 'rater' }
		],
		['is led by the researcher whom it lists', person(['researcher']), ['researcher'], all('researcher')],
		['is led by anybody whom it lists as researcher', person(['rater']), ['researcher'], all('researcher')],
		[
			'lets a researcher rate who is not listed',
			person(['researcher']),
			[],
			{ work: 'researcher', see: 'researcher' }
		],
		['gives nothing for a role of another stage', person(['rater']), ['annotator'], {}],
		['keeps no admin out', person(['admin']), [], all('admin')]
	])('%s', (_, actor, listed, expected) => {
		expect(grants(actor, project('alignment', { listed }))).toEqual(expected);
	});

	it('stays with the researcher who made it and is not on its list', () => {
		expect(grants(person(['researcher']), project('alignment', { createdBy: 'me', listed: [] }))).toEqual(
			all('researcher')
		);
	});
});

describe('a key', () => {
	it('made for a person acts as them in annotation and alignment', () => {
		const rater = person(['rater'], { via: 'key' });
		expect(grants(rater, project('alignment'))).toEqual({ work: 'rater', see: 'rater' });
		expect(grants(rater, project('annotation'))).toEqual({});
		const lead = person(['researcher'], { via: 'key' });
		expect(grants(lead, project('annotation', { createdBy: 'me' }))).toEqual(all('researcher'));
	});

	it.each<[string, Actor]>([
		['an admin', person(['admin'], { via: 'key' })],
		['an operator', person(['operator'], { via: 'key' })],
		['the researcher who made it', person(['researcher'], { via: 'key' })]
	])('made for %s may nothing in runtime', (_, actor) => {
		expect(grants(actor, project('runtime', { createdBy: 'me' }))).toEqual({});
	});

	it.each<[string, Actor]>([
		['an admin key', program('admin', OTHER)],
		['a researcher key', program('researcher', OTHER)],
		['a key for an admin', person(['admin'], { via: 'key', only: OTHER })],
		['a key for a researcher', person(['researcher'], { via: 'key', only: OTHER })],
		['a key for a rater', person(['rater'], { via: 'key', only: OTHER })]
	])('that names another project may nothing here: %s', (_, actor) => {
		expect(grants(actor, project('alignment', { createdBy: 'me' }))).toEqual({});
	});

	it('that names this project may here what it may anywhere', () => {
		expect(grants(program('researcher', OWN), project('alignment'))).toEqual(withoutVote('researcher'));
		expect(grants(person(['rater'], { via: 'key', only: OWN }), project('alignment'))).toEqual({
			work: 'rater',
			see: 'rater'
		});
	});
});
