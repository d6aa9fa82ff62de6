/** Rows over HTTP: every format, any shape by a mapping, and whatever is wrong with them said line by line. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import { onEachEngine } from '../setup/engines.ts';
import { lines, makeKey, makeUser, pairs, signedIn, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

type Report = {
	received: number;
	created: number;
	unchanged: number;
	rejected: number;
	errors: { line: number; code: string; message: string }[];
};

const MEGABYTE = 1024 * 1024;
const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] },
		{ name: 'names', type: 'spans', options: [{ value: 'person' }] }
	]
};

onEachEngine('rows over HTTP', (engine) => {
	let server: Server;
	let key: string;
	let admin: Client;
	let slug = '';
	let count = 0;

	beforeAll(async () => {
		server = await startServer({ engine });
		await makeUser(server, 'rater@example.org', 'rater');
		key = await makeKey(server, '--name', 'admin', '--role', 'admin');
		admin = withKey(server, key);
	});

	const project = async (stage: 'alignment' | 'annotation', more: object = {}): Promise<void> => {
		slug = `p${++count}`;
		const { status } = await admin('POST', '/api/v1/projects', {
			slug,
			name: slug,
			stage,
			...(stage === 'annotation' ? { form } : {}),
			...more
		});
		expect(status).toBe(201);
	};
	const send = async (
		type: string,
		body: string | Uint8Array,
		{
			kind = 'items',
			query = '',
			headers = {}
		}: { kind?: string; query?: string; headers?: Record<string, string> } = {}
	) => admin('POST', `/api/v1/projects/${slug}/${kind}${query}`, body, { 'content-type': type, ...headers });
	const taken = async (...args: Parameters<typeof send>): Promise<Report> => {
		const { status, body } = await send(...args);
		expect(status, JSON.stringify(body)).toBe(200);
		return body as Report;
	};
	const counts = ({ received, created, unchanged, rejected }: Report) => [
		received,
		created,
		unchanged,
		rejected
	];
	const codes = ({ errors }: Report) => errors.map(({ line, code }) => [line, code]);
	const payloads = async () =>
		(
			(await admin('GET', `/api/v1/projects/${slug}/items?limit=200`)).body as {
				items: { payload: unknown }[];
			}
		).items.map(({ payload }) => payload);
	const map = (mapping: object) => `?map=${encodeURIComponent(JSON.stringify(mapping))}`;

	describe('good rows', () => {
		it('come as a JSON list, as NDJSON or as CSV, and a second time change nothing', async () => {
			await project('annotation');
			const texts = ['One', 'Two, with “é” 😀', 'Three\n"quoted"'];
			const list = texts.map((text, i) => ({ key: `k${i}`, payload: { text } }));
			const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
			const bodies: [string, string | Uint8Array][] = [
				['application/json', JSON.stringify(list)],
				['application/x-ndjson', list.map((row) => JSON.stringify(row)).join('\n')],
				['text/csv', ['key,text', ...texts.map((text, i) => `k${i},${quoted(text)}`)].join('\n')],
				[
					'text/csv; charset=utf-8',
					`\uFEFF${['key,text', ...texts.map((t, i) => `k${i},${quoted(t)}`)].join('\r\n')}`
				],
				[
					'text/csv',
					Buffer.from(
						`\uFEFF${['key;text', ...texts.map((t, i) => `k${i};${quoted(t)}`)].join('\n')}`,
						'utf16le'
					)
				]
			];
			const all = [];
			for (const [type, body] of bodies) all.push(counts(await taken(type, body)));
			expect(all).toEqual([[3, 3, 0, 0], ...Array.from({ length: 4 }, () => [3, 0, 3, 0])]);
			expect(await payloads()).toEqual(texts.map((text) => ({ text })));
		});

		it('may be of any shape: a mapping says what their columns mean, for items and for votes', async () => {
			await project('alignment');
			const table =
				'nr,question,left_id,left,right_id,right\n1,Why?,m1,Because.,m2,"So, there."\n2,How?,m3,,m2,Slowly.\n';
			const itemMap = {
				key: '{nr}',
				prompt: '{question}',
				responses: [
					{ id: '{left_id}', text: '{left}', model: '{left_id}' },
					{ id: '{right_id}', text: '{right}' }
				]
			};
			expect(counts(await taken('text/csv', table, { query: map(itemMap) }))).toEqual([2, 2, 0, 0]);
			const votes =
				'nr,who,l,r,winner\n1,ann,m1,m2,left\n1,bob,m1,m2,tie\n2,ann,m3,m2,right\n2,bob,m3,m2,none\n';
			const voteMap = {
				item: '{nr}',
				rater: '{who}',
				shown: ['{l}', '{r}'],
				answers: {
					preference: {
						from: '{winner}',
						cases: [
							['left', '{l}>{r}'],
							['right', '{r}>{l}'],
							['tie', '{l}={r}']
						]
					}
				}
			};
			const report = await taken('text/csv', votes, { kind: 'judgments', query: map(voteMap) });
			expect(counts(report)).toEqual([4, 3, 0, 1]);
			expect(report.errors).toEqual([
				{ line: 5, code: 'no_case', message: 'No case says what “none” means. There are: left, right, tie.' }
			]);
			const rows = lines((await admin('GET', `/api/v1/projects/${slug}/judgments`)).body);
			expect(rows.map(({ item_key, rater, shown }) => [item_key, rater, shown])).toEqual([
				['1', 'ann', ['m1', 'm2']],
				['1', 'bob', ['m1', 'm2']],
				['2', 'ann', ['m3', 'm2']]
			]);
		});

		it('may come as Parquet, mapped as any other; a damaged file says so and changes nothing', async () => {
			await project('annotation');
			const type = 'application/vnd.apache.parquet';
			const body = Buffer.from(
				parquetWriteBuffer({
					columnData: [
						{ name: 'nr', data: [1n, 2n, 3n], type: 'INT64' },
						{ name: 'words', data: ['First.', 'Second.', null], type: 'STRING' }
					]
				})
			);
			const query = map({ key: '{nr}', payload: { text: '{words}' } });
			expect(counts(await taken(type, body, { query }))).toEqual([3, 2, 0, 1]);
			expect(
				counts(await taken(type, gzipSync(body), { query, headers: { 'content-encoding': 'gzip' } }))
			).toEqual([3, 0, 2, 1]);
			expect(await payloads()).toEqual([{ text: 'First.' }, { text: 'Second.' }]);
			const { status, body: problem } = await send(type, body.subarray(0, -3), { query });
			expect([status, problem]).toEqual([422, expect.objectContaining({ code: 'invalid_parquet' })]);
		});

		it('of a known format need no mapping, and can come without their judgments', async () => {
			await project('alignment');
			const row = {
				chosen: '\n\nHuman: Name a prime.\n\nAssistant: 7',
				rejected: '\n\nHuman: Name a prime.\n\nAssistant: 9'
			};
			const body = [row, { ...row, rejected: row.chosen }].map((one) => JSON.stringify(one)).join('\n');
			const anew = await taken('application/x-ndjson', body, { query: '?judgments=leave' });
			expect(anew).toMatchObject({ created: 1, rejected: 1, recognised: { 'hh-rlhf': 2 } });
			expect([codes(anew), 'brought' in anew]).toEqual([[[2, 'same_sides']], false]);
			const whole = await taken('application/x-ndjson', body);
			expect(whole).toMatchObject({ created: 0, unchanged: 1, brought: { judgments: 1 } });
			const other = await taken('application/x-ndjson', body, { kind: 'judgments' });
			expect(codes(other)).toEqual([
				[1, 'other_kind'],
				[2, 'other_kind']
			]);
			expect((await send('application/x-ndjson', body, { query: '?judgments=some' })).status).toBe(422);
		});

		it('may come as gzip; a damaged one says so', async () => {
			await project('alignment');
			const packed = gzipSync(pairs(50));
			const headers = { 'content-encoding': 'gzip' };
			expect(counts(await taken('application/x-ndjson', packed, { headers }))).toEqual([50, 50, 0, 0]);
			const { status, body } = await send('application/x-ndjson', packed.subarray(0, 200), { headers });
			expect([status, body]).toEqual([422, expect.objectContaining({ code: 'bad_encoding' })]);
		});

		it('of suggestions are joined by key', async () => {
			await project('annotation');
			await taken('application/x-ndjson', '{"key":"k","payload":{"text":"Hi Ann"}}');
			const span = (quote: string) => ({
				item: 'k',
				source: `m-${quote}`,
				score: 0.5,
				answers: { mood: 'good', names: [{ start: 3, end: 6, label: 'person', quote }] }
			});
			const body = [span('Ann'), span('Bob')].map((row) => JSON.stringify(row)).join('\n');
			const report = await taken('application/x-ndjson', body, { kind: 'suggestions' });
			expect([counts(report), codes(report)]).toEqual([[2, 1, 0, 1], [[2, 'span_mismatch']]]);
		});
	});

	describe('bad rows', () => {
		const good = (n: number) => `{"key":"good-${n}","payload":{"text":"fine ${n}"}}`;
		/** Each bad line stands between two good ones, which must be kept. */
		const between = async (...bad: string[]): Promise<Report> => {
			await project('annotation');
			const body = [good(0), ...bad.flatMap((line, i) => [line, good(i + 1)])].join('\n');
			const report = await taken('application/x-ndjson', body);
			expect(counts(report)).toEqual([2 * bad.length + 1, bad.length + 1, 0, bad.length]);
			expect(await payloads()).toHaveLength(bad.length + 1);
			expect(report.errors.map(({ line }) => line)).toEqual(bad.map((_, i) => 2 * i + 2));
			return report;
		};
		const wrong = (payload: string) => `{"payload":${payload}}`;

		it('of malformed JSON, and of values that would not survive, cost themselves alone', async () => {
			const report = await between(
				'{"payload":{"text":"a"}',
				'nope',
				wrong('{"text":"a\\u0000b"}'),
				wrong('{"text":"\\ud83d"}'),
				wrong('{"text":"a","n":12345678901234567890}'),
				wrong('{"text":"a","n":0.1000000000000000055511151231257827}'),
				wrong('{"text":"a","n":1e999}'),
				wrong(`{"text":"a","n":${'['.repeat(120)}${']'.repeat(120)}}`)
			);
			expect(report.errors.map(({ code }) => code)).toEqual([
				'invalid_json',
				'invalid_json',
				'invalid_unicode',
				'invalid_unicode',
				'not_ijson',
				'not_ijson',
				'not_ijson',
				'not_ijson'
			]);
		});

		it('of wrong types say which and what was meant', async () => {
			const report = await between(
				'7',
				'{"payload":"text"}',
				'{"text":"a"}',
				wrong('{"txt":"a"}'),
				wrong('{"text":{"a":1}}'),
				'{"key":"","payload":{"text":"a"}}',
				'{"priority":"high","payload":{"text":"a"}}',
				'{"playload":{},"payload":{"text":"a"}}',
				'{"payload":{"text":"a"},"gold":{"mood":"god"}}'
			);
			const said = report.errors.map(({ message }) => message).join('\n');
			expect(said).toContain('Did you mean “txt”?');
			expect(said).toContain('Did you mean “payload”?');
			expect(said).toContain('Did you mean “good”?');
			expect(said).toContain('map their columns');
		});

		it('of a megabyte and more are passed over, in a line and in a list', async () => {
			const huge = wrong(`{"text":"${'x'.repeat(MEGABYTE)}"}`);
			expect((await between(huge)).errors[0]?.code).toBe('row_too_large');
			await project('annotation');
			const report = await taken('application/json', `[${[good(1), huge, good(2)].join(',')}]`);
			expect([counts(report), codes(report)]).toEqual([[3, 2, 0, 1], [[2, 'row_too_large']]]);
		});

		it('with a key that is there already, in the file or before it', async () => {
			await project('annotation');
			await taken('application/x-ndjson', good(1));
			const other = '{"key":"good-1","payload":{"text":"another"}}';
			const report = await taken(
				'application/x-ndjson',
				[good(1), other, good(2), good(2), other].join('\n')
			);
			expect([counts(report), codes(report)]).toEqual([
				[5, 1, 2, 2],
				[
					[2, 'key_conflict'],
					[5, 'key_conflict']
				]
			]);
		});

		it('of a table: ragged ones, stray quotes, U+0000', async () => {
			await project('annotation');
			const table = [
				'key,text',
				'a,1',
				'b',
				'c,3,3',
				'"d" d,4',
				'e,\u0000',
				'"f","6"',
				'"open,7',
				'g,8'
			].join('\r\n');
			const report = await taken('text/csv', table);
			expect(codes(report)).toEqual([
				[3, 'ragged_row'],
				[4, 'ragged_row'],
				[5, 'malformed_row'],
				[6, 'invalid_unicode'],
				[8, 'malformed_row']
			]);
			expect(await payloads()).toEqual([{ text: '1' }, { text: '6' }]);
		});

		it('take columns of any name, __proto__ among them', async () => {
			await project('annotation');
			expect(counts(await taken('text/csv', 'text,__proto__,constructor\nHello,1,2\n'))).toEqual([
				1, 1, 0, 0
			]);
			expect(JSON.stringify(await payloads())).toBe('[{"__proto__":"1","constructor":"2","text":"Hello"}]');
		});
	});

	describe('a body that cannot be read', () => {
		const refused = async (
			status: number,
			code: string,
			...args: Parameters<typeof send>
		): Promise<string> => {
			const answer = await send(...args);
			expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ code, status })]);
			expect(answer.headers.get('content-type')).toBe('application/problem+json');
			return (answer.body as { detail: string }).detail;
		};

		it('says why, and what of it was kept', async () => {
			await project('annotation');
			const rows = Array.from(
				{ length: 400 },
				(_, i) => `{"key":"k${i}","payload":{"text":"${'x'.repeat(300)}"}}\n`
			).join('');
			const body = Buffer.concat([Buffer.from(rows), Buffer.from([0xff, 0xfe, 0x41])]);
			const detail = await refused(422, 'bad_encoding', 'application/x-ndjson', body);
			const kept = Number(/and (\d+) kept/.exec(detail)?.[1] ?? 0);
			expect((await payloads()).length).toBe(Math.min(200, kept));
			expect(counts(await taken('application/x-ndjson', rows))).toEqual([400, 400 - kept, kept, 0]);
		});

		it('is refused by its type, its encoding, its header row, its shape', async () => {
			await project('annotation');
			await refused(415, 'unsupported_media', 'application/xml', '<a/>');
			await refused(415, 'unsupported_media', 'text/csv', 'text\na\n', {
				headers: { 'content-encoding': 'br' }
			});
			await refused(422, 'bad_encoding', 'text/csv', Buffer.from('text\ncaf\xe9\n', 'latin1'));
			await refused(422, 'bad_encoding', 'text/csv', Buffer.from('text\na\n', 'utf16le'));
			expect(await refused(422, 'bad_header', 'text/csv', 'text,text\na,b\n')).toContain('“text”');
			await refused(400, 'invalid_json', 'application/json', '{"payload":{}}');
			await refused(400, 'invalid_json', 'application/json', '');
			expect(await payloads()).toEqual([]);
		});

		it('is refused when its mapping cannot be meant', async () => {
			await project('annotation');
			const detail = await refused(422, 'invalid_mapping', 'text/csv', 'a\n1\n', {
				query: map({ keys: '{a}' })
			});
			expect(detail).toContain('Did you mean “key”?');
			await refused(422, 'invalid_mapping', 'text/csv', 'a\n1\n', { query: map({ key: '{a' }) });
			await refused(400, 'invalid_json', 'text/csv', 'a\n1\n', { query: '?map={' });
			await refused(422, 'invalid_query', 'text/csv', 'a\n1\n', { query: '?mapping={}' });
		});

		it('takes a list that breaks off as far as it goes', async () => {
			await project('annotation');
			const report = await taken('application/json', '[{"key":"a","payload":{"text":"1"}},{"key":"b","payl');
			expect([counts(report), codes(report)]).toEqual([[2, 1, 0, 1], [[2, 'invalid_json']]]);
		});
	});

	it('are taken from those who lead the project alone', async () => {
		await project('alignment');
		const rater = await signedIn(server, 'rater@example.org');
		const headers = { 'content-type': 'application/x-ndjson', origin: server.url };
		for (const kind of ['items', 'judgments', 'suggestions']) {
			const refused = await rater('POST', `/api/v1/projects/${slug}/${kind}`, pairs(1), headers);
			expect([kind, refused.status]).toEqual([kind, 403]);
		}
		const nobody = await fetch(`${server.url}/api/v1/projects/${slug}/items`, {
			method: 'POST',
			body: pairs(1),
			headers
		});
		expect(nobody.status).toBe(401);
		expect((await send('application/x-ndjson', pairs(1), { kind: '../nowhere/items' })).status).toBe(404);
	});

	it('a sender that vanishes half-way leaves what was written, and may send it all again', async () => {
		await project('alignment');
		const body = pairs(4000);
		const half = body.slice(0, body.length / 2);
		const socket = connect(server.port, '127.0.0.1');
		socket.on('error', () => {});
		socket.write(
			[
				`POST /api/v1/projects/${slug}/items HTTP/1.1`,
				`Host: localhost:${server.port}`,
				`Authorization: Bearer ${key}`,
				'Content-Type: application/x-ndjson',
				`Content-Length: ${Buffer.byteLength(body)}`,
				'',
				half
			].join('\r\n')
		);
		const stats = async () =>
			((await admin('GET', `/api/v1/projects/${slug}/stats`)).body as { items: number }).items;
		const until = Date.now() + 20_000;
		while ((await stats()) < 1000 && Date.now() < until) await sleep(50);
		socket.destroy();
		await sleep(300);
		const kept = await stats();
		expect(kept).toBeGreaterThanOrEqual(1000);
		expect(kept).toBeLessThan(4000);
		expect(counts(await taken('application/x-ndjson', body))).toEqual([4000, 4000 - kept, kept, 0]);
		expect(server.stdout()).not.toContain('TypeError');
	});

	it('unknown keys of a form are named with their place', async () => {
		const { status, body } = await admin('POST', '/api/v1/projects', {
			slug: 'forms',
			name: 'Forms',
			stage: 'annotation',
			form: { ...form, questions: [{ ...form.questions[0], optoins: [] }] }
		});
		expect(status).toBe(422);
		expect(body).toMatchObject({ code: 'invalid_form', errors: [{ path: '/questions/0/optoins' }] });
	});
});
