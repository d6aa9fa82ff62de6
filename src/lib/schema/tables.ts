/**
 * Every table of Assent, once, for both engines. All stages write the same judgments; places, seats and
 * assignments are the queue; events are the log. Nothing here cascades onto judgments, items or events.
 */
import { sql } from 'drizzle-orm';
import { dialectOf, kitFor, type Kit } from './columns.ts';
import { environment } from './environment.ts';
import type { Json } from './json.ts';
import type { Keyboard } from './keyboard.ts';
import type { Answers, Payload, ProjectSettings, Role, Stage } from './values.ts';

export const defineTables = (k: Kit) => {
	const user = k.table('user_account', {
		id: k.text('id').primaryKey(),
		/** lower case; the name under which the person's judgments are exported */
		email: k.text('email').notNull().unique(),
		name: k.text('name').notNull(),
		passwordHash: k.text('password_hash'),
		/** roles on the whole instance; a project's members may hold others there */
		roles: k.json<Role[]>('roles').notNull(),
		createdAt: k.at('created_at').notNull(),
		disabledAt: k.at('disabled_at'),
		/** the keys they press; null: the usual ones */
		keyboard: k.json<Keyboard>('keyboard')
	});

	/** `id` is the SHA-256 of the token: a stolen database is not a stolen session. */
	const session = k.table(
		'session',
		{
			id: k.text('id').primaryKey(),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id, { onDelete: 'cascade' }),
			createdAt: k.at('created_at').notNull(),
			expiresAt: k.at('expires_at').notNull()
		},
		(t) => [k.index('session_user').on(t.userId)]
	);

	/**
	 * What a person's authenticator holds the private half of. Rows stay when they are revoked: what was signed with them
	 * is checked by them.
	 */
	const passkey = k.table(
		'passkey',
		{
			id: k.text('id').primaryKey(),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			/** as the authenticator names it, base64url */
			credentialId: k.text('credential_id').notNull().unique(),
			/** COSE_Key (RFC 9052) */
			publicKey: k.bytes('public_key').notNull(),
			/** of uses, as the authenticator counts them; many stay at 0 */
			counter: k.bigint('counter').notNull(),
			transports: k.json<string[]>('transports').notNull(),
			/** whether other devices of the person may hold it too, and whether they do */
			syncs: k.bool('syncs').notNull(),
			backedUp: k.bool('backed_up').notNull(),
			name: k.text('name').notNull(),
			createdAt: k.at('created_at').notNull(),
			usedAt: k.at('used_at'),
			/** another admin's yes: until then it opens a session, and signs at no gate */
			confirmedAt: k.at('confirmed_at'),
			revokedAt: k.at('revoked_at'),
			/** the event of its enrolment */
			eventId: k.text('event_id').notNull()
		},
		(t) => [k.index('passkey_user').on(t.userId)]
	);

	/** What a passkey is asked to sign, once: whoever takes the row has used it up. */
	const challenge = k.table(
		'challenge',
		{
			/** SHA-256 of the nonce */
			id: k.text('id').primaryKey(),
			purpose: k.oneOf('purpose', ['enrol', 'sign_in', 'review']).notNull(),
			/** SHA-256 of the token of the session, or of the door's cookie, that asked */
			session: k.text('session').notNull(),
			/** what is asked about: a person, a decision */
			subject: k.text('subject').notNull(),
			expiresAt: k.at('expires_at').notNull()
		},
		(t) => [k.index('challenge_expires').on(t.expiresAt)]
	);

	const apiKey = k.table('api_key', {
		id: k.text('id').primaryKey(),
		hash: k.text('hash').notNull().unique(),
		name: k.text('name').notNull().unique(),
		/** exactly one of role and userId is set */
		role: k.text('role'),
		userId: k.text('user_id').references(() => user.id),
		/** null: every project */
		projectId: k.text('project_id'),
		createdAt: k.at('created_at').notNull(),
		revokedAt: k.at('revoked_at')
	});

	/** An invitation or a password reset; `id` is the SHA-256 of the token in the link. */
	const link = k.table('link', {
		id: k.text('id').primaryKey(),
		purpose: k.oneOf('purpose', ['invite', 'reset']).notNull(),
		email: k.text('email').notNull(),
		name: k.text('name'),
		roles: k.json<Role[]>('roles').notNull(),
		userId: k.text('user_id').references(() => user.id),
		createdAt: k.at('created_at').notNull(),
		expiresAt: k.at('expires_at').notNull(),
		usedAt: k.at('used_at')
	});

	/** Facts of the instance: the setup code's hash, the fingerprint of its keys. */
	const setting = k.table('setting', {
		name: k.text('name').primaryKey(),
		value: k.json<Json>('value').notNull()
	});

	const idempotency = k.table(
		'idempotency',
		{
			actor: k.text('actor').notNull(),
			method: k.text('method').notNull(),
			resource: k.text('resource').notNull(),
			key: k.text('key').notNull(),
			bodyHash: k.text('body_hash').notNull(),
			/** null while the first request is still under way */
			status: k.int('status'),
			answer: k.text('answer'),
			at: k.at('at').notNull()
		},
		(t) => [
			k.primaryKey({ columns: [t.actor, t.method, t.resource, t.key] }),
			k.index('idempotency_at').on(t.at)
		]
	);

	const project = k.table('project', {
		id: k.text('id').primaryKey(),
		slug: k.text('slug').notNull().unique(),
		name: k.text('name').notNull(),
		stage: k.oneOf('stage', ['annotation', 'alignment', 'runtime']).notNull(),
		state: k.oneOf('state', ['active', 'paused', 'archived']).notNull(),
		settings: k.json<ProjectSettings>('settings').notNull(),
		formVersion: k.int('form_version').notNull(),
		guidelineVersion: k.int('guideline_version').notNull(),
		demo: k.bool('demo').notNull(),
		createdBy: k.text('created_by'),
		createdAt: k.at('created_at').notNull()
	});

	const formVersion = k.table(
		'form_version',
		{
			projectId: k.text('project_id').notNull(),
			version: k.int('version').notNull(),
			form: k.json<Json>('form').notNull(),
			createdAt: k.at('created_at').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.projectId, t.version] })]
	);

	const guidelineVersion = k.table(
		'guideline_version',
		{
			projectId: k.text('project_id').notNull(),
			version: k.int('version').notNull(),
			text: k.text('text').notNull(),
			/** who wrote it; null where nobody wrote it down */
			actor: k.text('actor'),
			createdAt: k.at('created_at').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.projectId, t.version] })]
	);

	const member = k.table(
		'member',
		{
			projectId: k
				.text('project_id')
				.notNull()
				.references(() => project.id),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			roles: k.json<Role[]>('roles').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.projectId, t.userId] }), k.index('member_user').on(t.userId)]
	);

	/** One file or request that brought rows in. */
	const intake = k.table(
		'intake',
		{
			id: k.text('id').primaryKey(),
			projectId: k.text('project_id').notNull(),
			kind: k.oneOf('kind', ['items', 'judgments', 'suggestions']).notNull(),
			name: k.text('name'),
			actor: k.text('actor').notNull(),
			received: k.int('received').notNull(),
			created: k.int('created').notNull(),
			unchanged: k.int('unchanged').notNull(),
			rejected: k.int('rejected').notNull(),
			/** of those created, how many were taken back */
			withdrawn: k.int('withdrawn').notNull().default(0),
			startedAt: k.at('started_at').notNull(),
			/** null while rows still come, or when the sender vanished half-way */
			finishedAt: k.at('finished_at')
		},
		(t) => [k.index('intake_project').on(t.projectId, t.id)]
	);

	const item = k.table(
		'item',
		{
			id: k.text('id').primaryKey(),
			projectId: k
				.text('project_id')
				.notNull()
				.references(() => project.id),
			key: k.key('key').notNull(),
			payload: k.json<Payload>('payload').notNull(),
			metadata: k.json<Payload>('metadata'),
			priority: k.int('priority').notNull(),
			/** the known right answer: such an item is handed out to train and to check people, never as work */
			gold: k.json<Answers>('gold'),
			/** why it is right, shown in training after the answer */
			goldReason: k.text('gold_reason'),
			/** alignment: whether fewer than two of its responses differ */
			identical: k.bool('identical').notNull().default(false),
			/** alignment: by the id of a response that says which model it is, the names as it writes them */
			selfNaming: k.json<Record<string, string[]>>('self_naming'),
			/** the event that made it gold, or gold no more; null: as it came in */
			goldEventId: k.text('gold_event_id'),
			/** SHA-256 of the canonical row, to tell a repeat from a contradiction */
			digest: k.text('digest').notNull(),
			intakeId: k.text('intake_id'),
			eventId: k.text('event_id').notNull(),
			createdAt: k.at('created_at').notNull(),
			/** when its content was erased */
			erasedAt: k.at('erased_at')
		},
		(t) => [
			k.uniqueIndex('item_key').on(t.projectId, t.key),
			// Unique, so that what names an item by its project too finds its own rows by the same two.
			k.uniqueIndex('item_page').on(t.projectId, t.id),
			k
				.index('item_gold')
				.on(t.projectId, t.id)
				.where(sql`gold is not null`),
			k
				.index('item_self_naming')
				.on(t.projectId, t.id)
				.where(sql`self_naming is not null`)
		]
	);

	const suggestion = k.table(
		'suggestion',
		{
			id: k.text('id').primaryKey(),
			projectId: k.text('project_id').notNull(),
			itemId: k
				.text('item_id')
				.notNull()
				.references(() => item.id),
			source: k.text('source').notNull(),
			answers: k.json<Answers>('answers').notNull(),
			score: k.real('score'),
			/** how sure it is by the chances that it gives each answer, 0 to 1; null: it gives none, and its score says */
			sure: k.real('sure'),
			eventId: k.text('event_id').notNull(),
			createdAt: k.at('created_at').notNull()
		},
		(t) => [k.uniqueIndex('suggestion_source').on(t.itemId, t.source)]
	);

	/** The next rank of a project; locked until commit, so ranks become visible in rank order. */
	const tail = k.table('tail', {
		projectId: k.text('project_id').primaryKey(),
		next: k.bigint('next').notNull()
	});

	/**
	 * An item's standing in the queue, narrow and without payload: open = overlap - counted - leased, never below 0,
	 * and 0 where the system leaves the item out, or where it has its final answer.
	 */
	const place = k.table(
		'place',
		{
			itemId: k
				.text('item_id')
				.primaryKey()
				.references(() => item.id),
			projectId: k.text('project_id').notNull(),
			band: k.int('band').notNull(),
			rank: k.bigint('rank').notNull(),
			open: k.int('open').notNull(),
			/** live leases for work; kept here so that one update gives `open` its value */
			leased: k.int('leased').notNull(),
			counted: k.int('counted').notNull(),
			overlap: k.int('overlap').notNull(),
			/** whether a person's judgment was imported: such an item is resolved, though places may be open */
			imported: k.bool('imported').notNull().default(false),
			/** why the system hands it out to nobody; null where it does */
			leftOut: k.oneOf('left_out', ['identical', 'self_naming']),
			/** what whoever leads the project said of it last: its final answer, or that people look again; null: neither */
			ruling: k.oneOf('ruling', ['final', 'sent_back'])
		},
		(t) => [
			k
				.index('place_next')
				.on(t.projectId, t.band, t.rank)
				.where(sql`open > 0`),
			// Pages of items by what became of them: each cheap, however many are in the other.
			k
				.index('place_unfilled')
				.on(t.projectId, t.itemId)
				.where(sql`counted < overlap and not imported and left_out is null and ruling is null`),
			k
				.index('place_left_out')
				.on(t.projectId, t.itemId)
				.where(sql`counted < overlap and not imported and left_out is not null and ruling is null`),
			k
				.index('place_filled')
				.on(t.projectId, t.itemId)
				.where(sql`(counted >= overlap or imported) and ruling is null`),
			k
				.index('place_sent_back')
				.on(t.projectId, t.itemId)
				.where(sql`ruling = 'sent_back'`),
			// Places that a final answer closed: what a project needs no more.
			k
				.index('place_closed')
				.on(t.projectId, t.itemId)
				.where(sql`ruling = 'final' and counted < overlap`)
		]
	);

	/**
	 * Items that are drawn together: those that compare the same two models. They share a band of their own, below 0;
	 * those that compare no two share band 9. A draw is one step of an index: the first row whose `upto` lies beyond a
	 * number from 0 to 1.
	 */
	const stratum = k.table(
		'stratum',
		{
			projectId: k
				.text('project_id')
				.notNull()
				.references(() => project.id),
			band: k.int('band').notNull(),
			/** the two models as canonical JSON, in the order of their names; empty: no two */
			models: k.text('models').notNull(),
			/** judgments of its items when it was weighed last */
			judged: k.int('judged').notNull(),
			/** how probable it is that it is drawn; null until it is weighed */
			probability: k.real('probability'),
			/** the sum of the probabilities up to and with it */
			upto: k.real('upto')
		},
		(t) => [
			k.primaryKey({ columns: [t.projectId, t.band] }),
			k.uniqueIndex('stratum_models').on(t.projectId, t.models),
			k.index('stratum_draw').on(t.projectId, t.upto)
		]
	);

	/** A person's standing in a project: a cursor for each band; their counts stand in the last band's row. */
	const seat = k.table(
		'seat',
		{
			projectId: k.text('project_id').notNull(),
			userId: k.text('user_id').notNull(),
			band: k.int('band').notNull(),
			cursor: k.bigint('cursor').notNull(),
			served: k.int('served').notNull(),
			submitted: k.int('submitted').notNull(),
			counted: k.int('counted').notNull(),
			skipped: k.int('skipped').notNull(),
			dwellMs: k.bigint('dwell_ms').notNull(),
			/** the version of the guidelines that they saw last, 0 before the first; in the last band's row */
			guidelines: k.int('guidelines').notNull().default(0),
			/** gold items and repeats that they were handed among their work, and the last of the gold ones */
			gold: k.int('gold').notNull().default(0),
			goldCursor: k.text('gold_cursor').notNull().default(''),
			repeats: k.int('repeats').notNull().default(0),
			/** how often they began the training, how many attempts they were given beyond the settings, when they passed */
			attempt: k.int('attempt').notNull().default(0),
			spared: k.int('spared').notNull().default(0),
			trainedAt: k.at('trained_at'),
			/** paused in the project: by their answers to gold items, or by somebody who leads it */
			pausedAt: k.at('paused_at'),
			/** null: by the rule of the settings; else who did it */
			pausedBy: k.text('paused_by'),
			/** answers to gold items before this moment pause nobody any more */
			resumedAt: k.at('resumed_at'),
			/** which responses stood first in the rounds that are not complete, see queue/turns.ts; in the last band's row */
			turns: k.text('turns').notNull().default('')
		},
		(t) => [k.primaryKey({ columns: [t.projectId, t.userId, t.band] })]
	);

	const assignment = k.table(
		'assignment',
		{
			id: k.text('id').primaryKey(),
			projectId: k.text('project_id').notNull(),
			itemId: k
				.text('item_id')
				.notNull()
				.references(() => item.id),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			purpose: k.oneOf('purpose', ['work', 'repeat', 'gold', 'review']).notNull(),
			/** 1, or -1, -2, … for the attempts at the training */
			round: k.int('round').notNull(),
			state: k.oneOf('state', ['leased', 'released', 'expired', 'passed', 'skipped', 'submitted']).notNull(),
			/** the same for the assignment's whole life: it stands for the one person who was ever handed it */
			token: k.text('token').notNull(),
			/** grows each time it is handed out: a page that was left cannot release what a newer page holds */
			lease: k.int('lease').notNull(),
			dueAt: k.at('due_at').notNull(),
			formVersion: k.int('form_version').notNull(),
			guidelineVersion: k.int('guideline_version').notNull(),
			/** alignment: the caller's response ids in the order shown */
			shown: k.json<string[]>('shown'),
			/** the latest judgment given under this assignment */
			judgmentId: k.text('judgment_id'),
			reason: k.text('reason'),
			/** how probable it was that its stratum was drawn; null where nothing was drawn */
			probability: k.real('probability'),
			createdAt: k.at('created_at').notNull()
		},
		(t) => [
			k.uniqueIndex('assignment_once').on(t.itemId, t.userId, t.purpose, t.round),
			k
				.index('assignment_due')
				.on(t.projectId, t.dueAt)
				.where(sql`state = 'leased'`),
			k
				.index('assignment_mine')
				.on(t.projectId, t.userId, t.id)
				.where(sql`state in ('leased', 'released', 'expired')`),
			// What checks a person, among much more work: training, gold, repeats.
			k
				.index('assignment_check')
				.on(t.projectId, t.userId, t.id)
				.where(sql`purpose <> 'work'`),
			// What a repeat is taken from: the latest work that was answered.
			k
				.index('assignment_answered')
				.on(t.projectId, t.userId, t.id)
				.where(sql`purpose = 'work' and state = 'submitted'`),
			k
				.index('assignment_reason')
				.on(t.projectId, t.itemId)
				.where(sql`reason is not null`)
		]
	);

	/** Append-only. A revision is a new row that names the one it supersedes. */
	const judgment = k.table(
		'judgment',
		{
			id: k.text('id').primaryKey(),
			projectId: k
				.text('project_id')
				.notNull()
				.references(() => project.id),
			itemId: k.text('item_id').notNull(),
			/** no foreign key: an assignment goes with its item alone, and a judgment keeps that */
			assignmentId: k.text('assignment_id'),
			userId: k.text('user_id').references(() => user.id),
			/** who judged: a person's e-mail, or the name an import gives */
			rater: k.text('rater').notNull(),
			kind: k.oneOf('kind', ['person', 'model']).notNull(),
			purpose: k.oneOf('purpose', ['work', 'repeat', 'gold', 'review']).notNull(),
			/** the role in which a person acted; null for imports */
			role: k.text('role'),
			via: k.oneOf('via', ['session', 'key', 'import']).notNull(),
			answers: k.json<Answers>('answers').notNull(),
			shown: k.json<string[]>('shown'),
			counted: k.bool('counted').notNull(),
			dwellMs: k.int('dwell_ms'),
			/** runtime: how many words there were to read, by which a time is short or long; null: nobody counted */
			words: k.int('words'),
			formVersion: k.int('form_version').notNull(),
			guidelineVersion: k.int('guideline_version').notNull(),
			/** how probable it was that the item's stratum was drawn, where it was: its inverse is the judgment's weight */
			probability: k.real('probability'),
			supersedes: k.text('supersedes'),
			/** the caller's id, or a digest of the imported row: importing twice changes nothing */
			externalId: k.text('external_id'),
			eventId: k.text('event_id').notNull(),
			at: k.at('at').notNull()
		},
		(t) => [
			// By both, so that an item that goes asks the index below whether it was judged.
			k.foreignKey({ columns: [t.projectId, t.itemId], foreignColumns: [item.projectId, item.id] }),
			k.index('judgment_item').on(t.projectId, t.itemId, t.id),
			k.index('judgment_page').on(t.projectId, t.id),
			k
				.uniqueIndex('judgment_supersedes')
				.on(t.supersedes)
				.where(sql`supersedes is not null`),
			k
				.uniqueIndex('judgment_assignment')
				.on(t.assignmentId)
				.where(sql`supersedes is null`),
			k
				.uniqueIndex('judgment_external')
				.on(t.projectId, t.externalId)
				.where(sql`external_id is not null`)
		]
	);

	/**
	 * Derived: what a judgment that counts says of models, in one word, for each question that it answers by a ranking.
	 * Written with the judgment and gone with what it revises or what is erased; see queue/comparison.ts. On SQLite its
	 * rows lie in the order of the key (migration 0021), so that a million words are read as they lie.
	 */
	const comparison = k.table(
		'comparison',
		{
			projectId: k.text('project_id').notNull(),
			judgmentId: k.text('judgment_id').notNull(),
			question: k.text('question').notNull(),
			word: k.text('word').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.projectId, t.judgmentId, t.question] })]
	);

	/** The one final answer of an item, where a person gave it. Consensus is computed from judgments. */
	const resolution = k.table(
		'resolution',
		{
			itemId: k
				.text('item_id')
				.primaryKey()
				.references(() => item.id),
			projectId: k.text('project_id').notNull(),
			answers: k.json<Answers>('answers').notNull(),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			eventId: k.text('event_id').notNull(),
			at: k.at('at').notNull()
		},
		(t) => [k.index('resolution_page').on(t.projectId, t.itemId)]
	);

	/** Final answers that a later one replaced: a file that was made before can be made again. */
	const formerResolution = k.table(
		'former_resolution',
		{
			itemId: k
				.text('item_id')
				.notNull()
				.references(() => item.id),
			projectId: k.text('project_id').notNull(),
			answers: k.json<Answers>('answers').notNull(),
			eventId: k.text('event_id').notNull(),
			at: k.at('at').notNull(),
			/** the event that took it back, or sent the item back; null: a later final answer took its place */
			voidedEventId: k.text('voided_event_id')
		},
		(t) => [
			k.primaryKey({ columns: [t.itemId, t.eventId] }),
			k.index('former_resolution_page').on(t.projectId, t.itemId)
		]
	);

	/** An item that went back to people, who look at it again: no final answer until all of them have, or a lead gives one. */
	const sendBack = k.table(
		'send_back',
		{
			itemId: k
				.text('item_id')
				.notNull()
				.references(() => item.id),
			/** 1, 2, …: assignments of this round for review are what it asks */
			round: k.int('round').notNull(),
			projectId: k.text('project_id').notNull(),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			/** shown to them; null when it was erased with the item */
			comment: k.text('comment'),
			eventId: k.text('event_id').notNull(),
			at: k.at('at').notNull(),
			/** the event that ended it: the last answer, or a lead's */
			endedEventId: k.text('ended_event_id'),
			endedAt: k.at('ended_at')
		},
		(t) => [
			k.primaryKey({ columns: [t.itemId, t.round] }),
			k.index('send_back_page').on(t.projectId, t.itemId, t.round)
		]
	);

	/** A judgment that a final answer overruled, and what kind of error it was; once a judgment. */
	const overruling = k.table(
		'overruling',
		{
			judgmentId: k
				.text('judgment_id')
				.primaryKey()
				.references(() => judgment.id),
			projectId: k.text('project_id').notNull(),
			itemId: k.text('item_id').notNull(),
			/** whose judgment it was */
			rater: k.text('rater').notNull(),
			/** of the project's list as it was then; null where the lead did not say */
			kind: k.text('kind'),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			eventId: k.text('event_id').notNull(),
			at: k.at('at').notNull()
		},
		(t) => [
			k.index('overruling_rater').on(t.projectId, t.rater),
			k.index('overruling_item').on(t.projectId, t.itemId)
		]
	);

	/** What the guidelines do not settle, met at an item; a later version of them says which of these it closes. */
	const guidelineGap = k.table(
		'guideline_gap',
		{
			id: k.text('id').primaryKey(),
			projectId: k.text('project_id').notNull(),
			itemId: k
				.text('item_id')
				.notNull()
				.references(() => item.id),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			/** null where they said no more, or when it was erased with the item */
			text: k.text('text'),
			/** in force when it was met */
			guidelineVersion: k.int('guideline_version').notNull(),
			/** null while it is open */
			closedVersion: k.int('closed_version'),
			eventId: k.text('event_id').notNull(),
			at: k.at('at').notNull()
		},
		(t) => [
			k.uniqueIndex('guideline_gap_once').on(t.itemId, t.userId, t.guidelineVersion),
			k.index('guideline_gap_page').on(t.projectId, t.id)
		]
	);

	/** What somebody says of an item while they judge it: a flag for its leads, or a comment. */
	const note = k.table(
		'note',
		{
			id: k.text('id').primaryKey(),
			projectId: k.text('project_id').notNull(),
			itemId: k.text('item_id').notNull(),
			assignmentId: k
				.text('assignment_id')
				.notNull()
				.references(() => assignment.id),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			kind: k.oneOf('kind', ['flag', 'comment']).notNull(),
			/** null: a flag without a reason */
			text: k.text('text'),
			eventId: k.text('event_id').notNull(),
			at: k.at('at').notNull()
		},
		(t) => [
			k.foreignKey({ columns: [t.projectId, t.itemId], foreignColumns: [item.projectId, item.id] }),
			k.index('note_item').on(t.projectId, t.itemId, t.id),
			k.index('note_kind').on(t.projectId, t.kind, t.itemId),
			k.index('note_assignment').on(t.assignmentId)
		]
	);

	/** A picture of a project, named by the SHA-256 of its bytes. */
	const file = k.table(
		'file',
		{
			projectId: k
				.text('project_id')
				.notNull()
				.references(() => project.id),
			sha256: k.text('sha256').notNull(),
			/** sniffed from the bytes, never what a caller says */
			type: k.text('type').notNull(),
			bytes: k.int('bytes').notNull(),
			/** upright, in pixels; null where the header does not say */
			width: k.int('width'),
			height: k.int('height'),
			/** lists go by it, oldest first */
			entry: k.text('entry').notNull(),
			eventId: k.text('event_id').notNull(),
			createdAt: k.at('created_at').notNull()
		},
		(t) => [
			k.primaryKey({ columns: [t.projectId, t.sha256] }),
			k.uniqueIndex('file_page').on(t.projectId, t.entry)
		]
	);

	/** What callers call a file: items may name it so, annotators never see it. */
	const fileName = k.table(
		'file_name',
		{
			projectId: k.text('project_id').notNull(),
			name: k.text('name').notNull(),
			sha256: k.text('sha256').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.projectId, t.name] })]
	);

	/** The bytes of a file in parts, so that neither a write nor a read of one lasts long. */
	const fileChunk = k.table(
		'file_chunk',
		{
			projectId: k.text('project_id').notNull(),
			sha256: k.text('sha256').notNull(),
			part: k.int('part').notNull(),
			data: k.bytes('data').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.projectId, t.sha256, t.part] })]
	);

	/** The rules of a runtime project; a change makes a new version. */
	const policy = k.table(
		'policy',
		{
			projectId: k
				.text('project_id')
				.notNull()
				.references(() => project.id),
			version: k.int('version').notNull(),
			document: k.json<Json>('document').notNull(),
			actor: k.text('actor').notNull(),
			eventId: k.text('event_id').notNull(),
			createdAt: k.at('created_at').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.projectId, t.version] })]
	);

	/** What an agent proposes to do. What was proposed is the item of the same id; this is what became of it. */
	const decision = k.table(
		'decision',
		{
			id: k
				.text('id')
				.primaryKey()
				.references(() => item.id),
			projectId: k.text('project_id').notNull(),
			/** the asking key and its name: the agent */
			keyId: k.text('key_id').notNull(),
			agent: k.text('agent').notNull(),
			actionName: k.text('action_name').notNull(),
			/** of the action as it stands, after an edit the edited one */
			actionHash: k.text('action_hash').notNull(),
			/** the action as people changed it */
			edited: k.json<Json>('edited'),
			status: k
				.oneOf('status', [
					'pending',
					'veto_open',
					'auto_approved',
					'approved',
					'approved_with_edit',
					'rejected',
					'responded',
					'denied',
					'expired',
					'cancelled',
					'halted'
				])
				.notNull(),
			mode: k.oneOf('mode', ['out_of_the_loop', 'on_the_loop', 'in_the_loop', 'deny']).notNull(),
			rule: k.text('rule').notNull(),
			policyVersion: k.int('policy_version').notNull(),
			reason: k.json<Json>('reason'),
			/** what a person answered instead */
			response: k.text('response'),
			/** as it was at the creation; an edit may only make it stricter */
			gate: k.json<Json>('gate').notNull(),
			confidence: k.real('confidence'),
			threshold: k.real('threshold'),
			risk: k.oneOf('risk', ['low', 'medium', 'high', 'critical']).notNull(),
			expiresAt: k.at('expires_at').notNull(),
			vetoUntil: k.at('veto_until'),
			haltEpoch: k.int('halt_epoch').notNull(),
			/** goes up with each claim and each verdict: an older one votes no more */
			version: k.int('version').notNull(),
			holder: k.text('holder'),
			leaseToken: k.text('lease_token'),
			leasedAt: k.at('leased_at'),
			leasedUntil: k.at('leased_until'),
			/** how probable it was that a person would be asked, when it came in; null: nobody knows, or nobody was */
			asked: k.real('asked'),
			/** hundredths of the confidence, where that alone decides whether it runs; null: something else does */
			band: k.int('band'),
			/** what a person who was asked said of it as it was proposed */
			verdict: k.oneOf('verdict', ['kept', 'edited', 'rejected', 'responded']),
			/** out of the loop: comes back for review afterwards, until reviewedAt */
			sampled: k.bool('sampled').notNull(),
			reviewedAt: k.at('reviewed_at'),
			/** reversed: a person found afterwards that it should not have run */
			reversed: k.bool('reversed').notNull(),
			consumedAt: k.at('consumed_at'),
			outcome: k.json<Json>('outcome'),
			createdAt: k.at('created_at').notNull(),
			settledAt: k.at('settled_at'),
			eventId: k.text('event_id').notNull(),
			/** with it the log's events bind what was proposed and answered; it goes with that. null: made before there was one */
			salt: k.text('salt'),
			/** when its content was erased */
			erasedAt: k.at('erased_at'),
			/** when the clock has to say something of it next while it waits: it is escalated, its time runs out */
			noticeAt: k.at('notice_at')
		},
		(t) => [
			k.index('decision_page').on(t.projectId, t.id),
			k.index('decision_agent').on(t.keyId, t.id),
			// How the same action of the same agent went before, the latest first.
			k.index('decision_before').on(t.keyId, t.actionName, t.id),
			k
				.index('decision_open')
				.on(t.projectId, t.expiresAt, t.id)
				.where(sql`status in ('pending', 'veto_open')`),
			k
				.index('decision_due')
				.on(t.expiresAt)
				.where(sql`status = 'pending'`),
			k
				.index('decision_notice')
				.on(t.noticeAt)
				.where(sql`status = 'pending'`),
			k
				.index('decision_window')
				.on(t.vetoUntil)
				.where(sql`status = 'veto_open'`),
			k
				.index('decision_sampled')
				.on(t.projectId, t.id)
				.where(sql`sampled and reviewed_at is null`),
			// How confidence keeps its word: counted from the index alone, in its order.
			k
				.index('decision_calibration')
				.on(t.projectId, t.actionName, t.band, t.asked, t.verdict, t.createdAt)
				.where(sql`band is not null`),
			k
				.index('decision_rejected')
				.on(t.projectId, t.keyId, t.actionHash, t.settledAt)
				.where(sql`status = 'rejected'`)
		]
	);

	/** What a person would do, said before they were shown what is proposed: once a person and decision, never changed. */
	const firstView = k.table(
		'first_view',
		{
			decisionId: k
				.text('decision_id')
				.notNull()
				.references(() => decision.id),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			would: k.oneOf('would', ['approve', 'reject', 'other']).notNull(),
			/** in their own words */
			text: k.text('text'),
			eventId: k.text('event_id').notNull(),
			at: k.at('at').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.decisionId, t.userId] })]
	);

	/** A proposal that is known to be bad, by which reviewers are checked. No decision: nothing can ever run of it. */
	const seed = k.table(
		'seed',
		{
			id: k.text('id').primaryKey(),
			projectId: k
				.text('project_id')
				.notNull()
				.references(() => project.id),
			/** in whose name it is shown */
			keyId: k.text('key_id').notNull(),
			agent: k.text('agent').notNull(),
			/** what is shown, as an agent would send it; null: erased with the decision that it was made of */
			proposal: k.json<Json>('proposal'),
			/** what would have been right: to refuse it, or to change it */
			wanted: k.oneOf('wanted', ['reject', 'edit']).notNull(),
			/** why it is bad, told after the answer; null: erased */
			why: k.text('why'),
			/** the decision that it was made of */
			sourceId: k.text('source_id').references(() => decision.id),
			actor: k.text('actor').notNull(),
			eventId: k.text('event_id').notNull(),
			createdAt: k.at('created_at').notNull(),
			/** shown to nobody any more */
			retiredAt: k.at('retired_at')
		},
		(t) => [
			k
				.index('seed_live')
				.on(t.projectId, t.id)
				.where(sql`retired_at is null`),
			k
				.index('seed_source')
				.on(t.sourceId)
				.where(sql`source_id is not null`)
		]
	);

	/** A seed among one person's decisions, looking like one of them; once a seed and person. */
	const seeding = k.table(
		'seeding',
		{
			id: k.text('id').primaryKey(),
			seedId: k
				.text('seed_id')
				.notNull()
				.references(() => seed.id),
			projectId: k.text('project_id').notNull(),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			/** how the standing policy routed it: rule, gate, confidence, risk */
			routing: k.json<Json>('routing').notNull(),
			policyVersion: k.int('policy_version').notNull(),
			haltEpoch: k.int('halt_epoch').notNull(),
			version: k.int('version').notNull(),
			leaseToken: k.text('lease_token'),
			leasedAt: k.at('leased_at'),
			leasedUntil: k.at('leased_until'),
			/** what they would have done before they saw what is proposed */
			firstView: k.json<Json>('first_view'),
			firstViewAt: k.at('first_view_at'),
			answers: k.json<Answers>('answers'),
			/** whether it was kept from running as it was proposed */
			caught: k.bool('caught'),
			dwellMs: k.int('dwell_ms'),
			words: k.int('words'),
			/** from when on it is in their list */
			createdAt: k.at('created_at').notNull(),
			expiresAt: k.at('expires_at').notNull(),
			answeredAt: k.at('answered_at'),
			eventId: k.text('event_id')
		},
		(t) => [
			k.uniqueIndex('seeding_once').on(t.seedId, t.userId),
			k.index('seeding_mine').on(t.projectId, t.userId, t.id)
		]
	);

	/** Who approved which action of a decision: one signature a person, so a quorum counts people. */
	const signature = k.table(
		'signature',
		{
			decisionId: k
				.text('decision_id')
				.notNull()
				.references(() => decision.id),
			actionDigest: k.text('action_digest').notNull(),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			role: k.text('role').notNull(),
			assurance: k.text('assurance').notNull(),
			judgmentId: k.text('judgment_id').notNull(),
			at: k.at('at').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.decisionId, t.actionDigest, t.userId] })]
	);

	/** A review that was signed by passkey: what was signed, and what the authenticator gave, each part base64url. */
	const assertion = k.table(
		'assertion',
		{
			judgmentId: k.text('judgment_id').primaryKey(),
			decisionId: k
				.text('decision_id')
				.notNull()
				.references(() => decision.id),
			passkeyId: k
				.text('passkey_id')
				.notNull()
				.references(() => passkey.id),
			nonce: k.text('nonce').notNull(),
			statement: k.json<Json>('statement').notNull(),
			clientData: k.text('client_data').notNull(),
			authenticatorData: k.text('authenticator_data').notNull(),
			signature: k.text('signature').notNull()
		},
		(t) => [k.index('assertion_decision').on(t.decisionId), k.index('assertion_passkey').on(t.passkeyId)]
	);

	/** A single-use permission to run one action. Its token is an HMAC of this row, stored nowhere. */
	const permit = k.table(
		'permit',
		{
			id: k.text('id').primaryKey(),
			decisionId: k
				.text('decision_id')
				.notNull()
				.references(() => decision.id),
			keyId: k.text('key_id').notNull(),
			actionHash: k.text('action_hash').notNull(),
			state: k.oneOf('state', ['live', 'void', 'consumed']).notNull(),
			haltEpoch: k.int('halt_epoch').notNull(),
			expiresAt: k.at('expires_at').notNull(),
			consumedAt: k.at('consumed_at'),
			/** hash of the Idempotency-Key that consumed it */
			consumedWith: k.text('consumed_with'),
			createdAt: k.at('created_at').notNull()
		},
		(t) => [
			k
				.uniqueIndex('permit_live')
				.on(t.decisionId)
				.where(sql`state = 'live'`),
			k
				.index('permit_usable')
				.on(t.expiresAt)
				.where(sql`state = 'live'`),
			k
				.uniqueIndex('permit_consumed')
				.on(t.decisionId)
				.where(sql`state = 'consumed'`)
		]
	);

	/** The stop button, once pressed. */
	const halt = k.table(
		'halt',
		{
			id: k.text('id').primaryKey(),
			scope: k.oneOf('scope', ['all', 'project', 'agent', 'action']).notNull(),
			projectId: k.text('project_id'),
			agent: k.text('agent'),
			action: k.text('action'),
			/** the switch that it turned */
			switch: k.text('switch').notNull(),
			reason: k.text('reason').notNull(),
			actor: k.text('actor').notNull(),
			createdAt: k.at('created_at').notNull(),
			liftedBy: k.text('lifted_by'),
			liftedAt: k.at('lifted_at'),
			eventId: k.text('event_id').notNull()
		},
		(t) => [
			k
				.index('halt_active')
				.on(t.id)
				.where(sql`lifted_at is null`),
			k.index('halt_page').on(t.projectId, t.id)
		]
	);

	/**
	 * One row a scope that can be halted. What may run reads it under a shared lock, a halt writes it: so a halt
	 * commits after all that it did not stop. `epoch` counts the halts and never goes back.
	 */
	const haltSwitch = k.table('halt_switch', {
		name: k.text('name').primaryKey(),
		active: k.int('active').notNull(),
		epoch: k.int('epoch').notNull()
	});

	/** Where decisions of a runtime project go on to: items that they open in other projects. */
	const loop = k.table('loop', {
		projectId: k
			.text('project_id')
			.primaryKey()
			.references(() => project.id),
		document: k.json<Json>('document').notNull(),
		actor: k.text('actor').notNull(),
		eventId: k.text('event_id').notNull(),
		createdAt: k.at('created_at').notNull()
	});

	/** What a loop rule made of a decision: one line a pair, so that doing it again counts nothing twice. */
	const loopItem = k.table(
		'loop_item',
		{
			decisionId: k
				.text('decision_id')
				.notNull()
				.references(() => decision.id),
			/** the rule's name */
			rule: k.text('rule').notNull(),
			projectId: k.text('project_id').notNull(),
			/** slug of the project that it opened an item in, or would have */
			to: k.text('to_slug').notNull(),
			/** opened: a new item; there: another rule had opened it; failed: `message` says why */
			outcome: k.oneOf('outcome', ['opened', 'there', 'failed']).notNull(),
			message: k.text('message'),
			at: k.at('at').notNull()
		},
		(t) => [
			k.primaryKey({ columns: [t.decisionId, t.rule] }),
			k.index('loop_item_rule').on(t.projectId, t.rule, t.outcome, t.at)
		]
	);

	/** A watcher's presence at a monitor, prolonged by each sign of life. */
	const watch = k.table(
		'watch',
		{
			id: k.text('id').primaryKey(),
			projectId: k.text('project_id').notNull(),
			userId: k
				.text('user_id')
				.notNull()
				.references(() => user.id),
			/** the session's id: a session that ended watches nothing */
			sessionId: k.text('session_id').notNull(),
			tab: k.text('tab').notNull(),
			role: k.text('role').notNull(),
			startedAt: k.at('started_at').notNull(),
			until: k.at('until').notNull()
		},
		(t) => [k.index('watch_project').on(t.projectId, t.until), k.index('watch_tab').on(t.sessionId, t.tab)]
	);

	/** One long piece of work, run beside people's requests: taken by one server at a time, which says that it lives. */
	const job = k.table(
		'job',
		{
			id: k.text('id').primaryKey(),
			kind: k.text('kind').notNull(),
			input: k.json<Json>('input').notNull(),
			state: k.oneOf('state', ['queued', 'running', 'done', 'failed', 'cancelled']).notNull(),
			/** goes up each time it is begun; what an earlier beginning still writes counts no more */
			attempt: k.int('attempt').notNull(),
			done: k.int('done').notNull(),
			/** null while nobody knows how much there is */
			total: k.int('total'),
			result: k.json<Json>('result'),
			/** why it failed, for a person */
			error: k.text('error'),
			/** who asked for it, as the log names them */
			actor: k.text('actor').notNull(),
			/** the project whose leads hear of it */
			project: k.json<{ slug: string; stage: Stage }>('project'),
			createdAt: k.at('created_at').notNull(),
			startedAt: k.at('started_at'),
			/** the last sign of life of the server that runs it */
			heartbeatAt: k.at('heartbeat_at'),
			finishedAt: k.at('finished_at')
		},
		(t) => [
			k
				.index('job_open')
				.on(t.id)
				.where(sql`state in ('queued', 'running')`)
		]
	);

	const dataset = k.table('dataset', {
		id: k.text('id').primaryKey(),
		name: k.text('name').notNull().unique(),
		actor: k.text('actor').notNull(),
		/** the number of the latest version, 0 before the first; locked while the next one is given */
		latest: k.int('latest').notNull(),
		createdAt: k.at('created_at').notNull()
	});

	/** One immutable export: never changed once it is there. */
	const datasetVersion = k.table(
		'dataset_version',
		{
			datasetId: k
				.text('dataset_id')
				.notNull()
				.references(() => dataset.id),
			version: k.int('version').notNull(),
			/** what its bytes go by in `dataset_chunk` */
			build: k.text('build').notNull().unique(),
			/** what was asked for, whole: the same recipe at the same position gives the same bytes */
			recipe: k.json<Json>('recipe').notNull(),
			/** the log position that was read up to */
			asOf: k.bigint('as_of').notNull(),
			/** its files with their sizes and digests, counts and proofs */
			manifest: k.json<Json>('manifest').notNull(),
			actor: k.text('actor').notNull(),
			eventId: k.text('event_id').notNull(),
			createdAt: k.at('created_at').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.datasetId, t.version] })]
	);

	/** The bytes of a version's files in parts; those of a build that came to nothing are taken away. */
	const datasetChunk = k.table(
		'dataset_chunk',
		{
			build: k.text('build').notNull(),
			file: k.text('file').notNull(),
			part: k.int('part').notNull(),
			data: k.bytes('data').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.build, t.file, t.part] })]
	);

	/** One line an act. `position` is given by the sealer, after commit, in one order for everybody. */
	const event = k.table(
		'event',
		{
			id: k.text('id').primaryKey(),
			position: k.bigint('position').unique(),
			at: k.at('at').notNull(),
			type: k.text('type').notNull(),
			actor: k.text('actor').notNull(),
			/** slug, as the act saw it */
			project: k.text('project'),
			stage: k.text('stage'),
			subjectType: k.text('subject_type').notNull(),
			subjectId: k.text('subject_id').notNull(),
			data: k.json<Json>('data'),
			/** given with the position: the leaf binds `data` by a hash under it */
			salt: k.text('salt'),
			/** that hash, where `data` was erased and the salt with it */
			dataHash: k.text('data_hash')
		},
		(t) => [
			k
				.index('event_unsealed')
				.on(t.id)
				.where(sql`position is null`),
			k.index('event_project').on(t.project, t.position),
			k.index('event_subject').on(t.subjectId)
		]
	);

	/** Hashes of the log's Merkle tree, up to 256 a tile: level 0 holds leaves, each level above the roots of full tiles. */
	const logTile = k.table(
		'log_tile',
		{
			level: k.int('level').notNull(),
			number: k.bigint('number').notNull(),
			data: k.bytes('data').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.level, t.number] })]
	);

	/** The one latest tree head; whoever makes the next one takes it by its size. */
	const logHead = k.table('log_head', {
		id: k.int('id').primaryKey(),
		/** the log's name, given once; checkpoints begin with it */
		origin: k.text('origin').notNull(),
		/** events in the tree: those at positions 1 to size */
		size: k.bigint('size').notNull(),
		/** the signed checkpoint; empty before the first */
		checkpoint: k.text('checkpoint').notNull(),
		at: k.at('at').notNull()
	});

	/** Public halves of the keys that ever signed; the private one is in a file of its own. */
	const signingKey = k.table('signing_key', {
		/** RFC 7638 thumbprint */
		kid: k.text('kid').primaryKey(),
		/** 32 bytes, base64url */
		x: k.text('x').notNull(),
		createdAt: k.at('created_at').notNull(),
		retiredAt: k.at('retired_at')
	});

	/** An address that is told of what happens. Its secret is an HMAC of its id and generation, stored nowhere. */
	const webhook = k.table('webhook', {
		id: k.text('id').primaryKey(),
		name: k.text('name').notNull(),
		url: k.text('url').notNull(),
		kinds: k.json<string[]>('kinds').notNull(),
		/** null: every project */
		projectId: k.text('project_id'),
		/** paused: what happens is kept for it; gone: its receiver answered 410, and nothing is kept */
		state: k.oneOf('state', ['on', 'paused', 'gone']).notNull(),
		/** of its secret */
		generation: k.int('generation').notNull(),
		/** until then the secret before signs too */
		formerUntil: k.at('former_until'),
		/** the log up to here is in its outbox */
		position: k.bigint('position').notNull(),
		sent: k.int('sent').notNull(),
		failed: k.int('failed').notNull(),
		actor: k.text('actor').notNull(),
		createdAt: k.at('created_at').notNull()
	});

	/** The outbox: one message to one address. */
	const webhookDelivery = k.table(
		'webhook_delivery',
		{
			id: k.text('id').primaryKey(),
			webhookId: k
				.text('webhook_id')
				.notNull()
				.references(() => webhook.id, { onDelete: 'cascade' }),
			/** made of the event's id, so that an event is in an outbox once */
			messageId: k.text('message_id').notNull(),
			kind: k.text('kind').notNull(),
			/** the very bytes that are signed and sent */
			body: k.text('body').notNull(),
			/** dead: given up, until somebody sends it again or drops it */
			state: k.oneOf('state', ['waiting', 'sent', 'dead']).notNull(),
			/** begun, the one under way among them */
			attempts: k.int('attempts').notNull(),
			/** when it is due; while it is under way, when it is taken to be lost */
			nextAt: k.at('next_at').notNull(),
			status: k.int('status'),
			/** why the last attempt failed, for a person */
			error: k.text('error'),
			createdAt: k.at('created_at').notNull(),
			doneAt: k.at('done_at')
		},
		(t) => [
			k.uniqueIndex('webhook_delivery_message').on(t.webhookId, t.messageId),
			k.index('webhook_delivery_page').on(t.webhookId, t.state, t.id),
			k
				.index('webhook_delivery_due')
				.on(t.webhookId, t.nextAt)
				.where(sql`state = 'waiting'`),
			k
				.index('webhook_delivery_done')
				.on(t.doneAt)
				.where(sql`state = 'sent'`)
		]
	);

	/** What the log has told of so far, counted; how far it was read is a setting. */
	const tally = k.table(
		'tally',
		{
			name: k.text('name').notNull(),
			/** slug; empty: of none */
			project: k.text('project').notNull(),
			label: k.text('label').notNull(),
			value: k.bigint('value').notNull()
		},
		(t) => [k.primaryKey({ columns: [t.name, t.project, t.label] })]
	);

	return {
		user,
		session,
		passkey,
		challenge,
		apiKey,
		link,
		setting,
		idempotency,
		project,
		formVersion,
		guidelineVersion,
		member,
		intake,
		item,
		suggestion,
		tail,
		place,
		stratum,
		seat,
		assignment,
		judgment,
		comparison,
		resolution,
		formerResolution,
		sendBack,
		overruling,
		guidelineGap,
		note,
		file,
		fileName,
		fileChunk,
		policy,
		decision,
		firstView,
		seed,
		seeding,
		signature,
		assertion,
		permit,
		halt,
		haltSwitch,
		loop,
		loopItem,
		watch,
		job,
		dataset,
		datasetVersion,
		datasetChunk,
		logTile,
		logHead,
		signingKey,
		webhook,
		webhookDelivery,
		tally,
		event
	};
};

export const dialect = dialectOf(environment.databaseUrl);
export const tables = defineTables(kitFor(dialect));
// drizzle-kit and every query read these names.
export const {
	user,
	session,
	passkey,
	challenge,
	apiKey,
	link,
	setting,
	idempotency,
	project,
	formVersion,
	guidelineVersion,
	member,
	intake,
	item,
	suggestion,
	tail,
	place,
	stratum,
	seat,
	assignment,
	judgment,
	comparison,
	resolution,
	formerResolution,
	sendBack,
	overruling,
	guidelineGap,
	note,
	file,
	fileName,
	fileChunk,
	policy,
	decision,
	firstView,
	seed,
	seeding,
	signature,
	assertion,
	permit,
	halt,
	haltSwitch,
	loop,
	loopItem,
	watch,
	job,
	dataset,
	datasetVersion,
	datasetChunk,
	logTile,
	logHead,
	signingKey,
	webhook,
	webhookDelivery,
	tally,
	event
} = tables;
