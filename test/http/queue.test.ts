/** The queue as programs meet it: HTTP conversations with a real server, on both engines. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import {
	clientOf,
	makeKey,
	makeUser,
	pairs,
	PASSWORD,
	signedIn,
	withKey,
	type Client
} from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

type Assignment = {
	id: string;
	token: string;
	purpose: string;
	leased_until: string;
	item: { id: string; responses: { id: string; text: string }[]; payload: Record<string, unknown> };
};

const ndjson = { 'content-type': 'application/x-ndjson' };
const better = ({ item }: Assignment, first = 0) => ({
	preference: {
		tiers: [[item.responses[first]?.id], [item.responses[1 - first]?.id]],
		strength: 2,
		all_bad: false
	}
});

onEachEngine('the queue over HTTP', (engine) => {
	let server: Server;
	let admin: Client;
	let ana: Client;
	let bo: Client;
	let lead: Client;
	beforeAll(async () => {
		server = await startServer({ engine });
		const keyFor = async (name: string, ...roles: string[]) => {
			await makeUser(server, `${name}@example.org`, ...roles);
			return makeKey(server, '--name', name, '--user', `${name}@example.org`);
		};
		const [adminKey, anaKey, boKey, leadKey] = await Promise.all([
			makeKey(server, '--name', 'admin', '--role', 'admin'),
			keyFor('ana', 'rater', 'annotator'),
			keyFor('bo', 'rater', 'annotator'),
			keyFor('lead', 'admin')
		]);
		lead = withKey(server, leadKey);
		admin = withKey(server, adminKey);
		ana = withKey(server, anaKey);
		bo = withKey(server, boKey);
	}, 120_000);
	afterAll(async () => void (await server.stop()));

	let made = 0;
	async function pairwise(many: number, settings: object = {}): Promise<string> {
		const slug = `pairs-${++made}`;
		const created = await admin('POST', '/api/v1/projects', {
			slug,
			name: slug,
			stage: 'alignment',
			settings
		});
		expect(created.status, JSON.stringify(created.body)).toBe(201);
		if (many > 0) await admin('POST', `/api/v1/projects/${slug}/items`, pairs(many), ndjson);
		return slug;
	}
	async function take(who: Client, slug: string, count = 1): Promise<Assignment[]> {
		const { status, body } = await who('POST', `/api/v1/projects/${slug}/claims`, { count });
		expect(status, JSON.stringify(body)).toBe(200);
		return (body as { assignments: Assignment[] }).assignments;
	}
	async function takeOne(who: Client, slug: string): Promise<Assignment> {
		const [mine] = await take(who, slug);
		if (!mine) throw new Error('nothing handed out');
		return mine;
	}
	const submit = (
		who: Client,
		{ id, token }: { id: string; token: string },
		answers: unknown,
		headers = {}
	) => who('POST', `/api/v1/assignments/${id}/submit`, { token, answers }, headers);

	describe('a claim', () => {
		it('hands out closed shapes, with ids that are the assignment’s own', async () => {
			const slug = await pairwise(3);
			const [mine, other] = await take(ana, slug, 2);
			expect(Object.keys(mine ?? {}).toSorted()).toEqual([
				'form_version',
				'guideline_version',
				'id',
				'item',
				'leased_until',
				'purpose',
				'token'
			]);
			expect(Object.keys(mine?.item ?? {}).toSorted()).toEqual(['id', 'prompt', 'responses']);
			for (const response of mine?.item.responses ?? [])
				expect(Object.keys(response).toSorted()).toEqual(['id', 'text']);
			const ids = [mine, other].flatMap((a) => a?.item.responses.map((r) => r.id) ?? []);
			expect(new Set(ids).size).toBe(4);
			expect(JSON.stringify([mine, other])).not.toMatch(/model-one|model-two|pair-\d|"a"|"b"/);
		});

		it('holds so many, clamped to ten, and repeats what is held', async () => {
			const slug = await pairwise(14);
			expect(await take(ana, slug, 99)).toHaveLength(10);
			const again = await take(ana, slug, 3);
			expect(again).toHaveLength(3);
			expect(await take(bo, slug, 10)).toHaveLength(4);
			const empty = await admin('POST', `/api/v1/projects/${slug}/claims`, {});
			expect(empty.status).toBe(403);
		});

		it('that comes back empty says why', async () => {
			const slug = await pairwise(0);
			const none = await ana('POST', `/api/v1/projects/${slug}/claims`, {});
			expect(none.body).toMatchObject({ assignments: [], reason: { code: 'no_items' } });
			await admin('POST', `/api/v1/projects/${slug}/items`, pairs(1), ndjson);
			await takeOne(ana, slug);
			const held = await bo('POST', `/api/v1/projects/${slug}/claims`, {});
			expect(held.body).toMatchObject({ assignments: [], reason: { code: 'all_held', held: 1 } });
			await admin('PATCH', `/api/v1/projects/${slug}`, { state: 'paused' });
			const paused = await bo('POST', `/api/v1/projects/${slug}/claims`, {});
			expect(paused.body).toMatchObject({ assignments: [], reason: { code: 'paused' } });
			await admin('DELETE', `/api/v1/projects/${slug}`);
			const archived = await bo('POST', `/api/v1/projects/${slug}/claims`, {});
			expect([archived.status, archived.body]).toMatchObject([409, { code: 'archived' }]);
		});

		it('reads nothing but its count', async () => {
			const slug = await pairwise(1);
			for (const body of [{ count: 'two' }, { count: 1.5 }, { cuont: 1 }])
				expect((await ana('POST', `/api/v1/projects/${slug}/claims`, body)).status).toBe(422);
			expect((await ana('POST', '/api/v1/projects/nowhere/claims', {})).status).toBe(404);
		});

		it('brings back a lease that ran out, to others when its holder does not come', async () => {
			const slug = await pairwise(1, { lease_minutes: 0.05 });
			const mine = await takeOne(ana, slug);
			expect(await take(bo, slug)).toEqual([]);
			await sleep(Math.max(0, Date.parse(mine.leased_until) - Date.now()) + 50);
			const theirs = await takeOne(bo, slug);
			expect(theirs.item.id).toBe(mine.item.id);
			const late = await submit(ana, mine, better(mine));
			expect([late.status, late.body]).toMatchObject([201, { counted: false }]);
			expect((await submit(bo, theirs, better(theirs))).body).toMatchObject({ counted: true });
		});
	});

	describe('a submit', () => {
		it('twice is stored once; other answers are a revision', async () => {
			const slug = await pairwise(1);
			const mine = await takeOne(ana, slug);
			const first = await submit(ana, mine, better(mine));
			expect(first.status).toBe(201);
			expect(first.body).not.toHaveProperty('item_key');
			expect(first.body).toMatchObject({
				answers: better(mine),
				shown: mine.item.responses.map((r) => r.id),
				via: 'key'
			});
			const again = await submit(ana, mine, better(mine));
			expect([again.status, again.body]).toEqual([200, first.body]);
			const revised = await submit(ana, mine, better(mine, 1));
			expect(revised.status).toBe(201);
			expect(revised.body).toMatchObject({ supersedes: (first.body as { id: string }).id });
			const [item] = (
				(await admin('GET', `/api/v1/projects/${slug}/items`)).body as { items: { id: string }[] }
			).items;
			const resolved = await lead('POST', `/api/v1/projects/${slug}/items/${item?.id}/resolve`, {
				answers: { preference: { tiers: [['a'], ['b']] } }
			});
			expect(resolved.status).toBe(200);
			const settled = await submit(ana, mine, better(mine));
			expect([settled.status, settled.body]).toMatchObject([409, { code: 'settled' }]);
			expect((await submit(ana, mine, better(mine, 1))).status).toBe(200);
		});

		it('under an Idempotency-Key answers with what it answered', async () => {
			const slug = await pairwise(1);
			const mine = await takeOne(ana, slug);
			const key = { 'idempotency-key': crypto.randomUUID() };
			const first = await submit(ana, mine, better(mine), key);
			const again = await submit(ana, mine, better(mine), key);
			expect([again.status, again.body]).toEqual([201, first.body]);
			const other = await submit(ana, mine, better(mine, 1), key);
			expect([other.status, other.body]).toMatchObject([409, { code: 'idempotency_conflict' }]);
		});

		it('of another person’s assignment, or with a wrong token, is refused and changes nothing', async () => {
			const slug = await pairwise(2);
			const [mine] = [await takeOne(ana, slug)];
			await takeOne(bo, slug);
			for (const verb of ['submit', 'renew', 'skip', 'release']) {
				const body = { token: mine.token, ...(verb === 'submit' ? { answers: better(mine) } : {}) };
				const stolen = await bo('POST', `/api/v1/assignments/${mine.id}/${verb}`, body);
				expect([verb, stolen.status, stolen.body]).toMatchObject([verb, 403, { code: 'forbidden' }]);
				const wrong = await ana('POST', `/api/v1/assignments/${mine.id}/${verb}`, {
					...body,
					token: 'wrong'
				});
				expect([verb, wrong.status, wrong.body]).toMatchObject([verb, 403, { code: 'bad_token' }]);
				const nowhere = await ana('POST', `/api/v1/assignments/nowhere/${verb}`, body);
				expect(nowhere.status).toBe(404);
				expect((await clientOf(server)('POST', `/api/v1/assignments/${mine.id}/${verb}`, body)).status).toBe(
					401
				);
			}
			expect((await admin('GET', `/api/v1/projects/${slug}/stats`)).body).toMatchObject({ submitted: 0 });
			expect((await submit(ana, mine, better(mine))).status).toBe(201);
		});

		it('that cannot be read says where, and the assignment stays', async () => {
			const slug = await pairwise(1);
			const mine = await takeOne(ana, slug);
			const at = `/api/v1/assignments/${mine.id}/submit`;
			const json = { 'content-type': 'application/json' };
			const broken = await ana('POST', at, '{"token": "x", "answers": {', json);
			expect([broken.status, broken.body]).toMatchObject([400, { code: 'invalid_json' }]);
			expect(broken.headers.get('content-type')).toContain('application/problem+json');
			const latin = await ana('POST', at, new Uint8Array([0x7b, 0xe9, 0x7d]), json);
			expect(latin.body).toMatchObject({ status: 422, code: 'bad_encoding' });
			const huge = await ana('POST', at, { token: mine.token, answers: { preference: 'x'.repeat(2 ** 21) } });
			expect([huge.status, huge.body]).toMatchObject([413, { code: 'too_large' }]);
			const zero = await ana(
				'POST',
				at,
				`{"token":"${mine.token}","answers":{"preference":"\\u0000"}}`,
				json
			);
			expect([zero.status, zero.body]).toMatchObject([422, { code: 'invalid_unicode' }]);
			const big = await ana(
				'POST',
				at,
				`{"token":"${mine.token}","answers":{"n":12345678901234567890}}`,
				json
			);
			expect([big.status, big.body]).toMatchObject([422, { code: 'not_ijson' }]);
			const extra = await ana('POST', at, { token: mine.token, answers: better(mine), anwsers: {} });
			expect([extra.status, extra.body]).toMatchObject([422, { code: 'invalid' }]);
			const none = await ana('POST', at, { token: mine.token });
			expect(none.status).toBe(422);
			expect((await submit(ana, mine, better(mine))).status).toBe(201);
		});

		it('of responses that are not the assignment’s own names only ids that the rater knows', async () => {
			const slug = await pairwise(2);
			const [mine, other] = await take(ana, slug, 2);
			if (!mine || !other) throw new Error('nothing handed out');
			for (const answers of [
				better(other),
				{ preference: { tiers: [['a'], ['b']] } },
				{ preference: { tiers: [['model-one']] } }
			]) {
				const refused = await submit(ana, mine, answers);
				expect([refused.status, refused.body]).toMatchObject([422, { code: 'invalid_answers' }]);
				const { errors, detail } = refused.body as { detail: string; errors: { message: string }[] };
				const hints = [detail, ...errors.map((e) => e.message)].join(' ').replace(/“[^”]*” is no/g, '');
				expect(hints).not.toMatch(/model|“a”|“b”|: a, b/);
			}
		});

		it('from a session that ended in the middle is not lost', async () => {
			const slug = await pairwise(1);
			const browser = await signedIn(server, 'ana@example.org');
			const mine = await takeOne(browser, slug);
			await browser('DELETE', '/api/v1/session');
			const ended = await submit(browser, mine, better(mine));
			expect([ended.status, ended.body]).toMatchObject([401, { code: 'session_expired' }]);
			const back = await signedIn(server, 'ana@example.org');
			const sent = await submit(back, mine, better(mine));
			expect([sent.status, sent.body]).toMatchObject([201, { counted: true, via: 'session' }]);
			const again = await clientOf(server)('POST', '/api/v1/session', {
				email: 'ana@example.org',
				password: `${PASSWORD}x`
			});
			expect(again.status).toBe(401);
		});
	});

	describe('a project', () => {
		it('whose overlap grows opens its finished items again, and never below what is judged', async () => {
			const slug = await pairwise(1);
			const mine = await takeOne(ana, slug);
			await submit(ana, mine, better(mine));
			expect(await take(bo, slug)).toEqual([]);
			await admin('PATCH', `/api/v1/projects/${slug}`, { settings: { overlap: 2 } });
			const theirs = await takeOne(bo, slug);
			await admin('PATCH', `/api/v1/projects/${slug}`, { settings: { overlap: 1 } });
			expect((await submit(bo, theirs, better(theirs))).body).toMatchObject({ counted: false });
		});

		it('is refused settings that nothing would act on', async () => {
			const refused = await admin('POST', '/api/v1/projects', {
				slug: 'checked',
				name: 'Checked',
				stage: 'alignment',
				settings: { check_rate: 0.1 }
			});
			expect([refused.status, refused.body]).toMatchObject([422, { code: 'unsupported_setting' }]);
		});

		it('is refused a form with unknown keys, each with its place and what was meant', async () => {
			const refused = await admin('POST', '/api/v1/projects', {
				slug: 'typo',
				name: 'Typo',
				stage: 'annotation',
				form: {
					fields: [{ name: 'text', type: 'text' }],
					questions: [{ name: 'q', type: 'label', option: [{ value: 'x' }], options: [{ value: 'x' }] }]
				}
			});
			expect([refused.status, refused.body]).toMatchObject([422, { code: 'invalid_form' }]);
			expect((refused.body as { errors: { path: string }[] }).errors[0]).toMatchObject({
				path: '/questions/0/option'
			});
			expect((refused.body as { detail: string }).detail).toContain('Did you mean “options”?');
		});
	});

	describe('every question of an annotation project', () => {
		const options = [{ value: 'x' }, { value: 'y', children: [{ value: 'y1' }] }];
		/** one emoji and a flag of two code points, so that UTF-16 offsets go wrong */
		const text = 'a 😀 in Bern 🇨🇭';
		const form = {
			fields: [
				{ name: 'text', type: 'text' },
				{ name: 'picture', type: 'image' }
			],
			questions: [
				{ name: 'one', type: 'label', options },
				{ name: 'any', type: 'labels', options, max: 2 },
				{ name: 'marks', type: 'spans', options },
				{ name: 'areas', type: 'boxes', options },
				{ name: 'stars', type: 'rating' },
				{ name: 'words', type: 'text', max: 12 }
			]
		};
		const good = {
			one: 'y1',
			any: ['x', 'y'],
			marks: [{ start: 7, end: 11, label: 'x', quote: 'Bern' }],
			areas: [{ x: 0.1, y: 0.2, width: 0.3, height: 0.4, label: 'x' }],
			stars: 4,
			words: 'twelve chars'
		};
		const bad: Record<string, [unknown, string][]> = {
			one: [
				['z', 'invalid_answers'],
				[['x'], 'invalid_answers'],
				[null, 'invalid_answers']
			],
			any: [
				['x', 'invalid_answers'],
				[['x', 'x'], 'invalid_answers'],
				[['x', 'y', 'y1'], 'invalid_answers'],
				[[], 'invalid_answers']
			],
			marks: [
				[[{ start: 8, end: 12, label: 'x', quote: 'Bern' }], 'span_mismatch'],
				[[{ start: 7, end: 11, label: 'z', quote: 'Bern' }], 'invalid_answers'],
				[[{ start: 11, end: 7, label: 'x', quote: 'Bern' }], 'invalid_answers'],
				[[{ start: 7, end: 99, label: 'x', quote: 'Bern' }], 'span_mismatch'],
				[[{ start: 7, end: 11, label: 'x' }], 'invalid_answers']
			],
			areas: [
				[[{ x: 10, y: 20, width: 30, height: 40, label: 'x' }], 'invalid_answers'],
				[[{ x: 0.9, y: 0, width: 0.2, height: 0.1, label: 'x' }], 'invalid_answers'],
				[[{ x: 0, y: 0, width: 0, height: 0.1, label: 'x' }], 'invalid_answers']
			],
			stars: [
				[0, 'invalid_answers'],
				[6, 'invalid_answers'],
				[2.5, 'invalid_answers'],
				['4', 'invalid_answers']
			],
			words: [
				['thirteen char', 'invalid_answers'],
				[7, 'invalid_answers']
			]
		};

		it('is accepted and checked through the API', async () => {
			const created = await admin('POST', '/api/v1/projects', {
				slug: 'annotate',
				name: 'Annotate',
				stage: 'annotation',
				form
			});
			expect(created.status, JSON.stringify(created.body)).toBe(201);
			const items = await admin(
				'POST',
				'/api/v1/projects/annotate/items',
				JSON.stringify({
					key: 'secret-key',
					payload: { text, picture: 'https://example.org/p.png', model: 'secret-model' },
					suggestions: [{ source: 'secret-source', answers: good, score: 0.9 }]
				}),
				ndjson
			);
			expect(items.body).toMatchObject({ created: 1, errors: [] });
			const mine = await takeOne(ana, 'annotate');
			expect(mine.item.payload).toMatchObject({ text });
			expect(JSON.stringify(mine)).not.toContain('secret');

			for (const [name, cases] of Object.entries(bad))
				for (const [answer, code] of cases) {
					const refused = await submit(ana, mine, { ...good, [name]: answer });
					expect([name, answer, refused.status, refused.body]).toMatchObject([
						name,
						answer,
						422,
						{ code, status: 422 }
					]);
					const { errors } = refused.body as { errors: { path: string }[] };
					expect(errors.every(({ path }) => path.startsWith(`/${name}`))).toBe(true);
				}
			const unknown = await submit(ana, mine, { ...good, oen: 'x' });
			expect(unknown.body).toMatchObject({ code: 'invalid_answers', errors: [{ path: '/oen' }] });
			const units = await submit(ana, mine, {
				...good,
				marks: [{ start: 8, end: 12, label: 'x', quote: 'Bern' }]
			});
			expect((units.body as { detail: string }).detail).toContain('UTF-16');

			const stored = await submit(ana, mine, good);
			expect([stored.status, stored.body]).toMatchObject([201, { answers: good, counted: true }]);
			const flag = await submit(ana, mine, {
				...good,
				marks: [{ start: 12, end: 14, label: 'y', quote: '🇨🇭' }]
			});
			expect(flag.status).toBe(201);
		});

		it('has no ranking, which belongs to alignment and takes every form of a verdict there', async () => {
			const refused = await admin('POST', '/api/v1/projects', {
				slug: 'ranked',
				name: 'Ranked',
				stage: 'annotation',
				form: { fields: form.fields, questions: [{ name: 'r', type: 'ranking' }] }
			});
			expect(refused.body).toMatchObject({ status: 422, code: 'invalid_form' });

			const slug = await pairwise(1);
			const mine = await takeOne(ana, slug);
			const [a, b] = mine.item.responses.map((r) => r.id);
			const verdicts = [
				{ tiers: [[a], [b]], strength: 3 },
				{ tiers: [[b], [a]], strength: 1, all_bad: false, written: 'better than both' },
				{ tiers: [[a, b]], strength: 0 },
				{ tiers: [[b, a]], strength: 0, all_bad: true },
				{ tiers: [[b]] }
			];
			for (const preference of verdicts) {
				const stored = await submit(ana, mine, { preference });
				expect([stored.status, stored.body]).toMatchObject([201, { answers: { preference } }]);
			}
			for (const preference of [
				{ tiers: [] },
				{ tiers: [[a], [a]] },
				{ tiers: [[a], ['c']] },
				{ tiers: [[a], [b]], strength: 4 },
				{ tiers: [[a, b]], strength: 2 },
				{ tiers: [[a], [b]], sure: true },
				[a, b],
				'a>b'
			])
				expect((await submit(ana, mine, { preference })).body).toMatchObject({ code: 'invalid_answers' });
		});
	});
});
