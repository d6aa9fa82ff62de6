/** Import and export on the command line: what they say, what they leave behind, and how they end. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, freshUrl } from '../setup/database.ts';
import { assent, lines } from '../setup/people.ts';

let folder = '';
let place: { databaseUrl: string; keys: string };
let slug = '';
let count = 0;

const run = (args: string[], input = '') => assent(place, args, input);
const file = (name: string, text: string | Uint8Array): string => {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
};
const project = async (): Promise<void> => {
	slug = `p${++count}`;
	expect((await run(['project', 'create', '--slug', slug, '--stage', 'alignment'])).code).toBe(0);
};
const bring = (...args: string[]) => run(['import', '--project', slug, ...args]);

const table = 'nr,q,l,r\n1,Why?,Because.,So.\n2,How?,Fast.,Slow.\n';
const flags = ['--key', '{nr}', '--prompt', '{q}', '--response', 'a={l}', '--response', 'b={r}'];

beforeAll(async () => {
	folder = await freshFolder();
	place = { databaseUrl: await freshUrl('sqlite'), keys: join(folder, 'keys') };
});

describe('import', () => {
	it('shows the first rows and writes nothing when asked to rehearse', async () => {
		await project();
		const { code, stdout, stderr } = await bring(...flags, '--dry-run', file('pairs.csv', table));
		expect(code).toBe(0);
		expect(stdout).toContain('"text": "Because."');
		expect(stderr).toContain('Nothing was written.');
		const wrong = await bring(...flags.slice(0, 4), '--dry-run', file('pairs.csv', table));
		expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('at least two responses')]);
		expect((await bring(...flags, file('pairs.csv', table))).stdout).toContain('2 rows, 2 new');
	});

	it('ends with 1 when rows were rejected, keeps the others, and writes the rejected down', async () => {
		await project();
		const errors = join(folder, 'rejected.jsonl');
		const path = file('ragged.csv', `${table}3,When?\n4,Where?,Here.,There.\n`);
		const { code, stdout, stderr } = await bring(...flags, '--errors', errors, path);
		expect(code).toBe(1);
		expect(stdout).toContain('4 rows, 3 new, 0 there already, 1 rejected');
		expect(stderr).toContain('line 4: This row has 2 cells; the header has 4 columns.');
		expect(lines(readFileSync(errors, 'utf8'))).toEqual([
			expect.objectContaining({ file: 'ragged.csv', line: 4, code: 'ragged_row' })
		]);
	});

	it('reads standard input, gzip, several files, and a mapping from a file', async () => {
		await project();
		const piped = await run(['import', '--project', slug, ...flags, '--format', 'csv', '-'], table);
		expect(piped.stdout).toContain('standard input: 2 rows, 2 new');
		const map = file(
			'map.json',
			JSON.stringify({
				key: '{nr}',
				prompt: '{q}',
				responses: [
					{ id: 'a', text: '{l}' },
					{ id: 'b', text: '{r}' }
				]
			})
		);
		const packed = file('more.csv.gz', gzipSync(`${table}3,When?,Now.,Later.\n`));
		const both = await bring('--map', map, packed, file('pairs.csv', table));
		expect(both.stdout).toBe(
			'more.csv.gz: 3 rows, 1 new, 2 there already, 0 rejected\npairs.csv: 2 rows, 0 new, 2 there already, 0 rejected\n'
		);
	});

	it('knows a file of a known format, judgments of another project among them', async () => {
		await project();
		const row = { prompt: 'Name a prime.', chosen: '7', rejected: '9' };
		const path = file('known.jsonl', JSON.stringify(row));
		const rehearsed = await bring('--dry-run', '--without-judgments', path);
		expect([rehearsed.code, rehearsed.stdout.includes('crowd')]).toEqual([0, false]);
		expect((await bring('--without-judgments', path)).stdout).toContain(
			'1 rows, 1 new, 0 there already, 0 rejected, 1 known as pairs'
		);
		expect((await bring(path)).stdout).toContain(
			'0 new, 1 there already, 0 rejected, with 1 new judgments, 1 known as pairs'
		);
		const exported = (await run(['export', '--project', slug, '--format', 'judgments'])).stdout;
		const before = slug;
		await project();
		expect((await bring('--without-judgments', path)).code).toBe(0);
		expect((await bring(file('votes.jsonl', exported))).stdout).toContain(
			'1 rows, 1 new, 0 there already, 0 rejected, 1 known as judgments'
		);
		const again = (await run(['export', '--project', slug, '--format', 'trl-dpo'])).stdout;
		expect(again).toBe((await run(['export', '--project', before, '--format', 'trl-dpo'])).stdout);
		expect(lines(again)).toHaveLength(1);
	});

	it('says what is missing or cannot be meant, before it reads anything', async () => {
		await project();
		const path = file('pairs.csv', table);
		const said = async (...args: string[]) => {
			const { code, stderr } = await run(['import', ...args]);
			expect(code).not.toBe(0);
			return stderr;
		};
		expect(await said(path)).toContain('Add --project.');
		expect(await said('--project', slug)).toContain('Name a file');
		expect(await said('--project', 'nowhere', path)).toContain('There is no project “nowhere”');
		expect(await said('--project', slug, join(folder, 'none.csv'))).toContain('There is no file');
		expect(await said('--project', slug, '-')).toContain('--format');
		expect(await said('--project', slug, '--key', '{nr', path)).toContain('never closed');
		expect(await said('--project', slug, '--rater', '{r}', path)).toContain('--rater is for judgments');
		expect(await said('--project', slug, '--kind', 'votes', path)).toContain('items judgments suggestions');
		expect(await said('--project', slug, '--keys', '{nr}', path)).toContain('--help');
		expect((await run(['import', '--help'])).stdout).toContain('--shown-case');
	});

	it('refuses a file in another encoding as a whole', async () => {
		await project();
		const { code, stderr } = await bring(
			...flags,
			file('latin.csv', Buffer.from('nr,q\n1,caf\xe9\n', 'latin1'))
		);
		expect([code, stderr]).toEqual([1, expect.stringContaining('Save the file as UTF-8')]);
	});
});

describe('export', () => {
	beforeAll(async () => {
		await project();
		await bring(...flags, file('pairs.csv', table));
		const votes = file('votes.csv', 'nr,who,w\n1,ann,l\n2,ann,t\n');
		const voteFlags = [
			'--kind',
			'judgments',
			'--item',
			'{nr}',
			'--rater',
			'{who}',
			'--answer',
			'preference={w}'
		];
		const { stdout } = await bring(...voteFlags, '--case', 'l=a>b', '--case', 't=a=b', votes);
		expect(stdout).toContain('2 rows, 2 new');
	});

	it('writes to standard output or to a file, which is there when it is whole', async () => {
		const out = join(folder, 'dpo.jsonl');
		const written = await run(['export', '--project', slug, '--format', 'trl-dpo', '--out', out]);
		expect([written.code, written.stdout]).toEqual([0, `${out}\n`]);
		expect(written.stderr).toContain('1 tie');
		const { stdout } = await run(['export', '--project', slug, '--format', 'trl-dpo']);
		expect(readFileSync(out, 'utf8')).toBe(stdout);
		expect(lines(stdout)).toHaveLength(1);
		expect(existsSync(`${out}.part`)).toBe(false);
	});

	it('takes the policies of a recipe by their names, and says which were chosen', async () => {
		const out = join(folder, 'policies.jsonl');
		const asked = ['export', '--project', slug, '--format', 'trl-dpo', '--out', out];
		const few = await run([...asked, '--min_judgments', '2', '--except', 'bob, cyd']);
		expect(few.stderr).toMatch(/Policies: min judgments 2, except bob,cyd\.[^]* 0 rows[^]*2 few/);
		expect(readFileSync(out, 'utf8')).toBe('');
		const alone = await run([...asked, '--per', 'judgment', '--min_agreement', '0.5']);
		expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('a row by itself')]);
	});

	it('reports what it leaves out, as JSON', async () => {
		const { stdout } = await run(['export', '--project', slug, '--format', 'trl-dpo', '--report']);
		expect(JSON.parse(stdout)).toMatchObject({ pairs: 2, rows: 1, dropped: { tie: 1 } });
	});

	it('writes labels as a table, and says question by question how far they go', async () => {
		const form = file(
			'form.json',
			JSON.stringify({
				fields: [{ name: 'text', type: 'text' }],
				questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
			})
		);
		await run(['project', 'create', '--slug', 'labelled', '--stage', 'annotation', '--form', form]);
		const items = file('texts.csv', 'key,text\n1,=1+1\n2,"Well, no."\n3,Later\n');
		const votes = file('moods.csv', 'nr,who,m\n1,ann,good\n2,ann,good\n2,bob,bad\n');
		const into = ['import', '--project', 'labelled'];
		expect((await run([...into, items])).stdout).toContain('3 new');
		const flags = ['--kind', 'judgments', '--item', '{nr}', '--rater', '{who}', '--answer', 'mood={m}'];
		expect((await run([...into, ...flags, votes])).stdout).toContain('3 new');
		const out = join(folder, 'labels.csv');
		const asked = ['export', '--project', 'labelled', '--format', 'labels', '--as', 'csv', '--out', out];
		const { code, stderr } = await run(asked);
		expect([code, stderr]).toEqual([0, expect.stringMatching(/2 of 3 items[^]*mood:\s+1 decided\s+1 split/)]);
		expect(readFileSync(out, 'utf8').split('\r\n')).toEqual([
			'\uFEFFkey,text,mood,resolution,mood_status,mood_judgments,mood_agreement',
			`1,'=1+1,good,single,decided,1,1.0`,
			'2,"Well, no.",,majority,split,2,',
			''
		]);
		expect((await run([...asked, '--undecided', 'drop'])).stderr).toContain('1 undecided');
	});

	it('says what it cannot do', async () => {
		const wrong = await run(['export', '--project', slug, '--format', 'dpo']);
		expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('format')]);
	});
});
