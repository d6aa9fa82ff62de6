/** Files out over HTTP: streamed at a position of the log, in constant memory, only as fast as they are taken. */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { lines, makeKey, makeUser, signedIn, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const MANY = 100_000;
/** What memory may grow by while a file of more than two hundred megabytes passes through. */
const MOST_GROWTH_MB = 96;
/** What SQLite keeps of the file once it has read that much of it. */
const PAGE_CACHE_MB = 64;

const judged = (i: number): string =>
	JSON.stringify({
		key: `k${i}`,
		payload: {
			prompt: `Question ${i} ${'why '.repeat(100)}`,
			responses: [
				{ id: 'a', text: `First ${i} ${'because '.repeat(100)}` },
				{ id: 'b', text: `Second ${i} ${'so '.repeat(250)}` }
			]
		},
		judgments: [
			{ rater: 'ann', answers: { preference: { tiers: [[i % 2 ? 'a' : 'b'], [i % 2 ? 'b' : 'a']] } } }
		]
	});

/** Resident memory of a process in MB. */
const memoryOf = (pid: number | undefined): number =>
	Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024;

/** Looks at a server's memory while something goes on; @returns the most that it had */
async function highest(server: Server, going: Promise<unknown>): Promise<number> {
	let most = 0;
	let done = false;
	void going.finally(() => (done = true)).catch(() => {});
	while (!done) {
		most = Math.max(most, memoryOf(server.process.pid));
		await sleep(100);
	}
	await going;
	return most;
}

onEachEngine('files out over HTTP', (engine) => {
	let server: Server;
	let key: string;
	let admin: Client;

	beforeAll(async () => {
		// Whatever does not end by itself when the server stops keeps it for longer than any test may last.
		server = await startServer({ engine, env: { SHUTDOWN_TIMEOUT: '3600' } });
		await makeUser(server, 'rater@example.org', 'rater');
		key = await makeKey(server, '--name', 'admin', '--role', 'admin');
		admin = withKey(server, key);
	});

	const headers = () => ({ authorization: `Bearer ${key}` });
	const project = async (slug: string) =>
		expect((await admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'alignment' })).status).toBe(
			201
		);
	const upload = async (slug: string, from: number, to: number) => {
		const encoder = new TextEncoder();
		let i = from;
		const body = new ReadableStream<Uint8Array>({
			pull(controller) {
				if (i >= to) return controller.close();
				const rows = Array.from({ length: Math.min(200, to - i) }, () => judged(i++));
				controller.enqueue(encoder.encode(`${rows.join('\n')}\n`));
			}
		});
		const response = await fetch(`${server.url}/api/v1/projects/${slug}/items`, {
			method: 'POST',
			headers: { ...headers(), 'content-type': 'application/x-ndjson' },
			body,
			duplex: 'half'
		} as RequestInit);
		expect(await response.json()).toMatchObject({ created: to - from, rejected: 0, errors: [] });
	};

	it('come with a name, a type and the position that they were read at', async () => {
		await project('small');
		await upload('small', 0, 3);
		const file = await admin('GET', '/api/v1/projects/small/export?format=trl-dpo');
		expect(file.status).toBe(200);
		expect(file.headers.get('content-type')).toBe('application/x-ndjson');
		expect(file.headers.get('content-disposition')).toBe('attachment; filename="small-trl-dpo.jsonl"');
		expect(lines(file.body).map((row) => Object.keys(row))).toEqual(
			Array.from({ length: 3 }, () => ['prompt', 'chosen', 'rejected'])
		);
		const report = await admin('GET', '/api/v1/projects/small/export/report?format=trl-dpo');
		expect(report.body).toMatchObject({ rows: 3, as_of: Number(file.headers.get('x-assent-as-of')) });
		const all = await admin('GET', '/api/v1/projects/small/export?format=judgments');
		expect(all.body).toBe((await admin('GET', '/api/v1/projects/small/judgments')).body);
	});

	it('are refused to those who do not lead the project, and when nobody can say what is asked', async () => {
		const rater = await signedIn(server, 'rater@example.org');
		for (const path of ['export?format=trl-dpo', 'export/report?format=trl-dpo', 'judgments'])
			expect([path, (await rater('GET', `/api/v1/projects/small/${path}`)).status]).toEqual([path, 403]);
		for (const query of ['', '?format=dpo', '?format=trl-dpo&per=rater', '?format=trl-dpo&columns=all'])
			expect(await admin('GET', `/api/v1/projects/small/export${query}`)).toMatchObject({
				status: 422,
				body: { code: 'invalid_query' }
			});
		expect((await admin('GET', '/api/v1/projects/nowhere/export?format=trl-dpo')).status).toBe(404);
	});

	it(`pass through in constant memory, in and out, ${MANY.toLocaleString('en')} items of them`, async () => {
		await project('large');
		const warm = Math.max(await highest(server, upload('large', 0, MANY / 5)), memoryOf(server.process.pid));
		const importing = await highest(server, upload('large', MANY / 5, MANY));

		const download = async (): Promise<number> => {
			const response = await fetch(`${server.url}/api/v1/projects/large/export?format=trl-dpo`, {
				headers: headers()
			});
			let rows = 0;
			for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
				for (const byte of chunk) if (byte === 10) rows++;
			return rows;
		};
		const exporting = [];
		for (let time = 0; time < 2; time++) {
			const going = download();
			exporting.push(await highest(server, going));
			expect(await going).toBe(MANY);
		}
		const [once = 0, twice = 0] = exporting;
		console.log(
			`${engine}: ${warm.toFixed(0)} MB after ${MANY / 5} items, ${importing.toFixed(0)} MB at most until ${MANY}, ` +
				`${once.toFixed(0)} and ${twice.toFixed(0)} MB at most in two exports`
		);
		expect(importing - warm).toBeLessThan(MOST_GROWTH_MB);
		expect(once - importing).toBeLessThan(MOST_GROWTH_MB + PAGE_CACHE_MB);
		expect(twice - once).toBeLessThan(MOST_GROWTH_MB);
	});

	it('wait for a reader who pauses, and let one go who leaves', async () => {
		const leaving = new AbortController();
		const response = await fetch(`${server.url}/api/v1/projects/large/export?format=trl-dpo`, {
			headers: headers(),
			signal: leaving.signal
		});
		const reader = (response.body as ReadableStream<Uint8Array>).getReader();
		await reader.read();
		const before = memoryOf(server.process.pid);
		await sleep(1000);
		expect(memoryOf(server.process.pid) - before).toBeLessThan(MOST_GROWTH_MB / 2);
		leaving.abort();
		await reader.closed.catch(() => {});
		expect((await admin('GET', '/api/v1/projects/small/stats')).status).toBe(200);
		expect(server.stdout()).not.toMatch(/export trl-dpo/);
	});

	it('end as broken, never as complete, when the server stops; and it stops at once', async () => {
		const response = await fetch(`${server.url}/api/v1/projects/large/export?format=trl-dpo`, {
			headers: headers()
		});
		const reader = (response.body as ReadableStream<Uint8Array>).getReader();
		await reader.read();
		const stopping = server.stop();
		const drunk = (async () => {
			while (!(await reader.read()).done);
		})();
		await expect(drunk).rejects.toThrow();
		await stopping;
		expect(server.process.exitCode).toBe(0);
	});
});
