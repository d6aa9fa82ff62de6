/**
 * A version of every stage stands wherever its database goes: in a process of its own, after a thousand further
 * judgments and whatever else people do meanwhile, moved to the other engine and back, and served from there.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder, freshUrl } from '../setup/database.ts';
import { clusterUrl, onEachEngine, type Engine } from '../setup/engines.ts';
import { assent, makeKey, makeUser, signedIn, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const ndjson = { 'content-type': 'application/x-ndjson' };
const text = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
type File = { name: string; sha256: string; url: string };
type Version = { rows: number; files: File[] };

/** Keys that engines and locales sort apart: case, accents, digits, punctuation. */
const odd = ['b', 'B', 'a', 'Ä', 'ä', 'é', 'Z', 'z', '10', '9', '-x', '_x', 'ß', '東', '😀', 'a b'];
const keyOf = (i: number) => `${odd[i % odd.length]}${i}`;
const raters = ['bob', 'Ann', 'ánna', 'élan', 'Zoë'];

const form = {
	fields: [],
	questions: [
		{ name: 'preference', type: 'ranking' },
		{ name: 'quality', type: 'rating', of: 'responses', min: 1, max: 5, required: false }
	]
};
const vote = (i: number, rater: string, turn: number) => ({
	item: keyOf(i),
	rater,
	answers: {
		preference: { tiers: (i + turn) % 3 ? [['a'], ['b']] : [['b'], ['a']], strength: (i % 3) + 1 },
		quality: { a: ((i + (turn >> 1)) % 5) + 1, b: (i % 5) + 1 }
	}
});
const MANY = 210;

const talk = (i: number) => [
	{ role: 'user', content: `Tell of “${odd[i % odd.length]}” ${i}.` },
	{ role: 'assistant', content: `Of ${i}: \u2028 ${'so '.repeat(i % 7)}`.trim() }
];

/** Projects of all three stages, each with judgments. */
async function people(server: Server, admin: Client): Promise<void> {
	await admin('POST', '/api/v1/projects', { slug: 'ranked', name: 'Ranked', stage: 'alignment', form });
	const items = Array.from({ length: MANY }, (_, i) => ({
		key: keyOf(i),
		payload: {
			prompt: `Question ${odd[i % odd.length]} ${i}`,
			responses: ['a', 'b'].map((id) => ({
				id,
				text: `${id} says ${i} \u2029 ${odd[i % 7]}`,
				model: `m-${id}`
			}))
		},
		metadata: { of: odd[i % odd.length] ?? '' }
	}));
	const rating = { name: 'quality', type: 'rating', field: 'talk', min: 1, max: 5 };
	const talks = { fields: [{ name: 'talk', type: 'chat' }], questions: [rating] };
	await admin('POST', '/api/v1/projects', { slug: 'talks', name: 'Talks', stage: 'annotation', form: talks });
	const rated = Array.from({ length: 40 }, (_, i) => ({
		key: keyOf(i),
		payload: { talk: talk(i) },
		judgments: raters.map((rater, n) => ({ rater, answers: { quality: ((i + (n >> 1)) % 5) + 1 } }))
	}));
	for (const [path, rows] of [
		['ranked/items', items],
		['ranked/judgments', items.flatMap((_, i) => raters.map((rater, n) => vote(i, rater, n)))],
		['talks/items', rated]
	] as const) {
		const came = await admin('POST', `/api/v1/projects/${path}`, text([...rows]), ndjson);
		expect(came.body).toMatchObject({ rejected: 0, created: rows.length });
	}
	await settle(server, 5, [[['a'], ['b']]]);
	await admin('POST', '/api/v1/projects', { slug: 'agent', name: 'Agent', stage: 'runtime' });
	await admin('PATCH', '/api/v1/projects/agent', { settings: { output_field: 'body' } });
	await verdicts(server, 12);
}

/** Final answers of the first items, one after the other. */
async function settle(server: Server, many: number, answers: string[][][]): Promise<void> {
	const lead = await signedIn(server, 'lead@example.org');
	const list = await lead('GET', `/api/v1/projects/ranked/items?limit=${many}`);
	for (const { id } of (list.body as { items: { id: string }[] }).items)
		for (const tiers of answers) {
			const final = await lead('POST', `/api/v1/projects/ranked/items/${id}/resolve`, {
				answers: { preference: { tiers }, quality: { a: 1, b: 1 } }
			});
			expect(final.status, JSON.stringify(final.body)).toBeLessThan(300);
		}
}

/** Approved, rejected and edited in turn. */
async function verdicts(server: Server, many: number): Promise<void> {
	const agent = withKey(server, await makeKey(server, '--name', `agent-${many}`, '--role', 'agent'));
	const operator = await signedIn(server, 'operator@example.org');
	for (let i = 0; i < many; i++) {
		const action = { name: 'mail.send', args: { body: `Dear ${odd[i % odd.length]}, ${i} of ${many}.` } };
		const prompt = [{ role: 'user', content: `Write to ${odd[i % odd.length]} ${i} of ${many}` }];
		const asked = await agent('POST', '/api/v1/decisions', { project: 'agent', action, prompt });
		const { id } = asked.body as { id: string };
		const claim = await operator('POST', `/api/v1/decisions/${id}/claim`, {});
		const { token, version } = claim.body as { token: string; version: number };
		const verdict = ['approve', 'reject', 'edit'][i % 3];
		const edited = { ...action, args: { body: `${action.args.body} Yours.` } };
		const review = { token, version, verdict, ...(verdict === 'edit' ? { action: edited } : {}) };
		const answer = await operator('POST', `/api/v1/decisions/${id}/reviews`, review);
		expect(answer.status, JSON.stringify(answer.body)).toBe(200);
	}
}

async function made(client: Client, name: string, format: string, projects: string[]): Promise<Version> {
	const options = { near: 0.7, seed: 7 };
	const asked = await client('POST', '/api/v1/datasets', { name, projects, format, options });
	expect(asked.status, JSON.stringify(asked.body)).toBe(202);
	const { id } = (asked.body as { job: { id: string } }).job;
	const state = async () => ((await client('GET', `/api/v1/jobs/${id}`)).body as { state: string }).state;
	await expect.poll(state, { timeout: 60_000 }).toBe('done');
	return (await client('GET', `/api/v1/datasets/${name}/1`)).body as Version;
}

/** Everything that could change what was read, without changing what stood when the versions were made. */
async function goOn(server: Server, admin: Client): Promise<void> {
	const later = ['wim', 'Ünal', 'xi', 'yo', 'zed'];
	const more = Array.from({ length: MANY }, (_, i) => later.map((rater, n) => vote(i, rater, n + 1))).flat();
	const came = await admin('POST', '/api/v1/projects/ranked/judgments', text(more), ndjson);
	expect(came.body).toMatchObject({ created: MANY * later.length, rejected: 0 });
	// The same people think again: a later vote takes the place of the earlier one.
	const again = Array.from({ length: 50 }, (_, i) => ({ ...vote(i, 'bob', 2), at: '2031-01-01T00:00:00Z' }));
	await admin('POST', '/api/v1/projects/ranked/judgments', text(again), ndjson);
	await settle(server, 20, [[['b'], ['a']], [['a', 'b']]]);
	// Items that nobody judged come and go.
	const fresh = [
		{
			key: 'soon gone',
			payload: {
				prompt: '?',
				responses: [
					{ id: 'a', text: '1' },
					{ id: 'b', text: '2' }
				]
			}
		}
	];
	const brought = await admin('POST', '/api/v1/projects/ranked/items', text(fresh), ndjson);
	expect(brought.body).toMatchObject({ created: 1 });
	const imports = (await admin('GET', '/api/v1/projects/ranked/imports')).body as { items: { id: string }[] };
	const gone = await Promise.all(
		imports.items.map(({ id }) => admin('DELETE', `/api/v1/projects/ranked/imports/${id}`))
	);
	expect(gone.map(({ status }) => status)).toContain(200);
	const [first, ...others] = form.questions;
	const asks = { ...form, questions: [...others.map((own) => ({ ...own, max: 9 })), first] };
	for (const change of [
		{ form: asks },
		{ name: 'Renamed', settings: { overlap: 7, order: 'shuffled' } },
		{ guidelines: 'Other ones.' }
	]) {
		const changed = await admin('PATCH', '/api/v1/projects/ranked', change);
		expect(changed.status, JSON.stringify(changed.body)).toBe(200);
	}
	await admin('PATCH', '/api/v1/projects/agent', { settings: { output_field: 'subject' } });
	await verdicts(server, 9);
}

const others: Record<Engine, Engine> = { sqlite: 'postgres', postgres: 'sqlite' };

onEachEngine('versions of all stages', (engine) => {
	it.skipIf(clusterUrl === null)(
		'stand after a thousand judgments, on the other engine, and back',
		async () => {
			const server = await startServer({ engine });
			await makeUser(server, 'operator@example.org', 'operator');
			await makeUser(server, 'lead@example.org', 'admin');
			const key = await makeKey(server, '--name', 'root', '--role', 'admin');
			const admin = withKey(server, key);
			await people(server, admin);
			const versions = {
				completions: await made(admin, 'completions', 'trl-kto', ['ranked', 'talks', 'agent']),
				pairs: await made(admin, 'pairs', 'trl-dpo', ['ranked', 'agent'])
			};
			expect(versions.completions.rows).toBeGreaterThan(200);
			expect(versions.pairs.rows).toBeGreaterThan(100);
			await goOn(server, admin);

			const stands = async (databaseUrl: string) => {
				for (const [name, { files }] of Object.entries(versions)) {
					const run = await assent({ databaseUrl, keys: server.keys }, ['verify', name, '1']);
					expect(run.stdout.trimEnd().split('\n')).toEqual(
						files.map((file) => `same   ${file.sha256}  ${file.name}`)
					);
					expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('stands')]);
				}
			};
			await stands(server.databaseUrl);
			await server.stop();

			const backup = join(await freshFolder(), 'backup.db');
			expect((await assent(server, ['backup', '--to', backup])).code).toBe(0);
			await stands(`file:${backup}`);

			const there = await freshUrl(others[engine]);
			const back = await freshUrl(engine);
			const moved = await assent(server, ['copy', '--to', there]);
			expect([moved.code, moved.stderr]).toEqual([0, expect.stringContaining('and the same')]);
			const returned = await assent(server, ['copy', '--from', there, '--to', back]);
			expect(returned.stdout).toBe(moved.stdout);
			expect((await assent(server, ['copy', '--to', there])).stderr).toContain('not empty');
			await stands(there);
			await stands(back);

			// A server goes on from there: the same bytes for whoever had a key, and the next version holds what came since.
			const next = await startServer({ place: { databaseUrl: there, keys: server.keys } });
			for (const { url, sha256 } of versions.completions.files) {
				const file = await fetch(next.url + url, { headers: { authorization: `Bearer ${key}` } });
				expect(
					createHash('sha256')
						.update(Buffer.from(await file.arrayBuffer()))
						.digest('hex')
				).toBe(sha256);
			}
			const later = await made(withKey(next, key), 'later', 'trl-dpo', ['ranked', 'agent']);
			expect(later.files[0]?.sha256).not.toBe(versions.pairs.files[0]?.sha256);

			// What an erasure takes is named: where it stood, and that nothing else changed.
			const beside = versions.completions.files.find(({ name }) => name === 'train.meta.jsonl');
			const sidecar = await fetch(next.url + (beside?.url ?? ''), {
				headers: { authorization: `Bearer ${key}` }
			});
			const metas = (await sidecar.text()).trimEnd().split('\n');
			const line = metas.findIndex((meta) => meta.includes('"project":"agent"'));
			const { item } = JSON.parse(metas[line] ?? '{}') as { item: string };
			const erased = await withKey(next, key)('POST', `/api/v1/decisions/${item}/erase`, {
				reason: 'asked for',
				early: true
			});
			expect(erased.status, JSON.stringify(erased.body)).toBe(200);
			const run = await assent({ databaseUrl: there, keys: server.keys }, ['verify', 'completions', '1']);
			expect(run.code).toBe(1);
			expect(run.stdout).toMatch(new RegExp(`^erased train\\.jsonl:${line + 1} {2}agent ${item}  20`, 'm'));
			expect(run.stderr).toContain('does not stand. 1 row of 1 item went by an erasure.');
			expect(run.stderr).toContain(`${versions.completions.rows - 1} rows are the same.`);
			await next.stop();
		}
	);
});
