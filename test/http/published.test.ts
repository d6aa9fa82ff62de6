/**
 * The main job on published data, by the command line alone: pairs in, votes joined to them, a training file out. What
 * must come of it was counted by others. The data lies beside the project and is not ours to ship.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder, freshUrl } from '../setup/database.ts';
import { onEachEngine } from '../setup/engines.ts';
import { assent } from '../setup/people.ts';

const folder = join('..', 'shared', 'data', 'llmfao');
const pairs = join(folder, 'pairs-crowd.jsonl');
const votes = join(folder, 'crowd-comparisons.csv');

const itemFlags = [
	...['--key', '{id}', '--prompt', '{text}'],
	...['--response', '{model_x}={result_x}', '--response', '{model_y}={result_y}'],
	...['--model', '{model_x}={model_x}', '--model', '{model_y}={model_y}', '--metadata', 'slug']
];
const voteFlags = [
	...['--kind', 'judgments', '--item', '{id}', '--rater', '{worker}', '--answer', 'preference={winner}'],
	...['--case', 'left={model_x}>{model_y}', '--case', 'right={model_y}>{model_x}'],
	...['--case', 'tie={model_x}={model_y}', '--shown', '{model_x}', '--shown', '{model_y}']
];

type Pair = { id: number; text: string; result_x: string; result_y: string };

/** The file once more, by another way: from the sources, with nothing of ours. */
function byHand(): Set<string> {
	const counts = new Map<string, { left: number; right: number; all: number }>();
	for (const line of readFileSync(votes, 'utf8').trim().split('\n').slice(1)) {
		const cells = line.split(',');
		const count = counts.get(cells[0] ?? '') ?? { left: 0, right: 0, all: 0 };
		count.all++;
		if (cells[5] === 'left' || cells[5] === 'right') count[cells[5]]++;
		counts.set(cells[0] ?? '', count);
	}
	const rows = new Set<string>();
	for (const line of readFileSync(pairs, 'utf8').trim().split('\n')) {
		const { id, text, result_x: x, result_y: y } = JSON.parse(line) as Pair;
		const { left, right, all } = counts.get(String(id)) ?? { left: 0, right: 0, all: 1 };
		if (x.trim() === '' || y.trim() === '') continue;
		if (left > all - left) rows.add(JSON.stringify([text, x, y]));
		if (right > all - right) rows.add(JSON.stringify([text, y, x]));
	}
	return rows;
}

const digests = new Set<string>();

onEachEngine('published pairs and votes', (engine) => {
	it.skipIf(!existsSync(pairs))('come out as the file that counting them by hand gives', async () => {
		const place = { databaseUrl: await freshUrl(engine), keys: join(await freshFolder(), 'keys') };
		const run = async (...args: string[]): Promise<string> => {
			const { code, stdout, stderr } = await assent(place, args);
			expect([code, stderr.includes('line')]).toEqual([0, false]);
			return stdout;
		};
		await run('project', 'create', '--slug', 'crowd', '--stage', 'alignment');
		const imported = (file: string, flags: string[]) => run('import', '--project', 'crowd', ...flags, file);
		expect(await imported(pairs, itemFlags)).toContain('2,139 rows, 2,139 new, 0 there already, 0 rejected');
		expect(await imported(votes, voteFlags)).toContain('8,931 rows, 8,931 new, 0 there already, 0 rejected');
		expect(await imported(pairs, itemFlags)).toContain('2,139 rows, 0 new, 2,139 there already');
		expect(await imported(votes, voteFlags)).toContain('8,931 rows, 0 new, 8,931 there already');

		const exported = (...flags: string[]) =>
			run('export', '--project', 'crowd', '--format', 'trl-dpo', ...flags);
		expect(JSON.parse(await exported('--report'))).toMatchObject({
			items: { all: 2139, resolved: 2139, unresolved: 0 },
			judgments: 8931,
			decided: 982,
			rows: 899,
			dropped: { blank: 83, identical: 0 },
			blank_pairs: { all: 289, empty: 62 }
		});
		expect(JSON.parse(await exported('--report', '--per', 'judgment'))).toMatchObject({
			pairs: 8931,
			decided: 5460,
			dropped: { tie: 3471 }
		});

		type Row = Record<'prompt' | 'chosen' | 'rejected', { content: string }[]>;
		const file = (await exported()).trim().split('\n');
		const rows = file.map((line) => {
			const { prompt, chosen, rejected } = JSON.parse(line) as Row;
			return JSON.stringify([prompt[0]?.content, chosen[0]?.content, rejected[0]?.content]);
		});
		expect(rows).toHaveLength(899);
		expect(new Set(rows)).toEqual(byHand());

		const judgments = (await run('export', '--project', 'crowd', '--format', 'judgments')).trim().split('\n');
		const raters = new Set(judgments.map((line) => (JSON.parse(line) as { rater: string }).rater));
		expect([judgments.length, raters.size]).toEqual([8931, 124]);
		digests.add(createHash('sha256').update(file.join('\n')).digest('hex'));
		expect(digests.size, 'both engines give the same bytes').toBe(1);
	});
});
