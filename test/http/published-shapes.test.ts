/**
 * Published data whose rows are no items yet, by the command line alone: message trees, known when they are seen, and
 * pairs whose raters are columns of the row. Both lie beside the project and are not ours to ship.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder, freshUrl } from '../setup/database.ts';
import { onEachEngine } from '../setup/engines.ts';
import { assent } from '../setup/people.ts';

const data = join('..', 'shared', 'data');
const trees = ['tree', 'message'].map((kind) => join(data, 'oasst-sample', `en_100_${kind}.jsonl`));
const pairs = join(data, 'pandalm', 'testset-v1.json');

const columns = [1, 2, 3].map((n) => `annotator${n}`);
const flags = [
	...['--key', '{idx}', '--prompt', '{instruction}\n{input}', '--metadata', 'motivation_app'],
	...['--response', 'a={response1}', '--response', 'b={response2}'],
	...columns.flatMap((name) => ['--judgment', `preference:${name}`]),
	...['--case', '1=a>b', '--case', '2=b>a', '--case', '0=a=b']
];

type Reply = { rank?: number | null; role: string; replies?: Reply[] };
type Pair = Record<string, unknown>;

/** How large the fully ranked groups of replies are, by another way: from the file, with nothing of ours. */
function sizesByHand(): number[] {
	const sizes: number[] = [];
	const walk = ({ replies = [] }: Reply): void => {
		if (replies.length > 1 && replies.every(({ rank }) => typeof rank === 'number'))
			sizes.push(replies.length);
		replies.forEach(walk);
	};
	for (const line of readFileSync(trees[0] ?? '', 'utf8')
		.trim()
		.split('\n'))
		walk((JSON.parse(line) as { prompt: Reply }).prompt);
	return sizes;
}

/** How many pairs two of three raters decide for one response. */
function decidedByHand(): number {
	const rows = (JSON.parse(readFileSync(pairs, 'utf8')) as Pair[]).filter(
		(row) => typeof row.response1 === 'string' && typeof row.response2 === 'string'
	);
	return rows.filter((row) => [1, 2].some((side) => columns.filter((name) => row[name] === side).length > 1))
		.length;
}

onEachEngine('published data of other shapes', (engine) => {
	const project = async () => {
		const place = { databaseUrl: await freshUrl(engine), keys: join(await freshFolder(), 'keys') };
		const run = (...args: string[]) => assent(place, args);
		await run('project', 'create', '--slug', 'crowd', '--stage', 'alignment');
		const exported = async (...more: string[]) => (await run('export', '--project', 'crowd', ...more)).stdout;
		return { run, exported };
	};

	it.skipIf(!existsSync(trees[0] ?? ''))('are message trees: an item a ranked group', async () => {
		const { run, exported } = await project();
		const sizes = sizesByHand();
		const imported = await run('import', '--project', 'crowd', trees[0] ?? '');
		expect(imported.stdout).toContain(
			'212 rows, 211 new, 0 there already, 1 rejected, with 211 new judgments'
		);
		expect(imported.stderr).toContain('line 59: Of the 4 replies to message a767579b');
		expect([sizes.length, Math.min(...sizes), Math.max(...sizes)]).toEqual([211, 2, 9]);
		// The same trees in the other file that is published, and the same once more: nothing is new.
		for (const file of [...trees].reverse())
			expect((await run('import', '--project', 'crowd', file)).stdout).toContain(
				'212 rows, 0 new, 211 there already, 1 rejected'
			);
		const twos = sizes.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
		expect(JSON.parse(await exported('--format', 'trl-dpo', '--report'))).toMatchObject({
			items: { all: 211, resolved: 211 },
			judgments: 211,
			pairs: twos,
			decided: twos
		});
		// A whole ranking is left out where the same text stands in two places of it.
		const ranked = await exported('--format', 'ranking');
		const { rows, dropped } = JSON.parse(await exported('--format', 'ranking', '--report')) as {
			rows: number;
			dropped: Record<string, number>;
		};
		expect(rows + Object.values(dropped).reduce((sum, n) => sum + n, 0)).toBe(211);
		expect(ranked.trim().split('\n')).toHaveLength(rows);
		expect(JSON.parse(await exported('--format', 'llamafactory', '--file', 'setup'))).toHaveProperty('crowd');
		const meta = (await exported('--format', 'ranking', '--file', 'meta')).trim().split('\n');
		expect(new Set(meta.map((line) => (JSON.parse(line) as { raters: string[] }).raters.join()))).toEqual(
			new Set(['crowd'])
		);
	});

	it.skipIf(!existsSync(pairs))('are pairs whose raters are columns of the row', async () => {
		const { run, exported } = await project();
		const imported = await run('import', '--project', 'crowd', ...flags, pairs);
		expect(imported.stdout).toContain(
			'999 rows, 993 new, 0 there already, 6 rejected, with 2,979 new judgments'
		);
		expect(imported.stderr.match(/^ {2}line \d+: /gm)?.map((line) => Number(line.slice(7, -2)))).toEqual([
			158, 159, 160, 162, 163, 165
		]);
		expect((await run('import', '--project', 'crowd', ...flags, pairs)).stdout).toContain(
			'0 new, 993 there already, 6 rejected'
		);
		const judgments = (await exported('--format', 'judgments')).trim().split('\n');
		const raters = judgments.map((line) => (JSON.parse(line) as { rater: string }).rater);
		expect([raters.length, new Set(raters)]).toEqual([993 * 3, new Set(columns)]);
		expect(JSON.parse(await exported('--format', 'trl-dpo', '--report'))).toMatchObject({
			items: { all: 993, resolved: 993 },
			judgments: 993 * 3,
			decided: decidedByHand()
		});
	});
});
