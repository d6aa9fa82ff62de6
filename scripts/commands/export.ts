import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { ExportQuery, exportFormats, type ExportReport } from '#lib/datasets/export.ts';
import { policyNames, type PolicyName } from '#lib/datasets/policy-query.ts';
import { exportFile, exportReport } from '#lib/datasets/export.server.ts';
import { parseAs } from '#lib/http/body.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { actor, note, pour, print, required, text, withStore, type Command } from '../lib/command.ts';
import { progress } from '../lib/progress.ts';

/** A file that is there is whole: it gets its name when its last line is written. */
async function save(lines: AsyncIterable<string | Uint8Array>, file: string): Promise<void> {
	const part = `${file}.part`;
	const to = createWriteStream(part);
	try {
		await pour(lines, to);
		to.end();
		await once(to, 'close');
		await rename(part, file);
	} catch (error) {
		to.destroy();
		await rm(part, { force: true });
		throw error;
	}
}

async function* counted(
	lines: AsyncIterable<string | Uint8Array>,
	bar: ReturnType<typeof progress>,
	done: { count: number }
) {
	for await (const piece of lines) {
		yield piece;
		done.count += typeof piece === 'string' ? piece.split('\n').length - 1 : 1;
		bar.step(done.count);
	}
}

const words = (name: string) => name.replaceAll('_', ' ');

function tell(report: ExportReport): void {
	if (!('dropped' in report)) return note(`${report.rows.toLocaleString('en')} judgments.`);
	const policies = Object.entries(report.policies).map(([name, value]) => `${words(name)} ${String(value)}`);
	if (policies.length > 0) note(`Policies: ${policies.join(', ')}.`);
	const rows = `${report.rows.toLocaleString('en')} rows. Left out:`;
	if ('verdicts' in report) {
		note(`${report.verdicts.toLocaleString('en')} decisions that a person concluded,`);
		note(rows);
	} else {
		const { resolved, all } = report.items;
		const items = `${resolved.toLocaleString('en')} of ${all.toLocaleString('en')} items resolved,`;
		if ('pairs' in report) {
			note(`${items} ${report.pairs.toLocaleString('en')} pairs,`);
			note(`${report.decided.toLocaleString('en')} decided, ${rows}`);
		} else note(`${items} ${rows}`);
	}
	const lines = (counts: Partial<Record<string, number>>) => {
		for (const [reason, count = 0] of Object.entries(counts))
			if (count > 0) note(`  ${String(count).padStart(8)} ${words(reason)}`);
	};
	lines(report.dropped);
	if ('questions' in report)
		for (const [question, counts] of Object.entries(report.questions)) {
			note(`${question}:`);
			lines(counts);
		}
}

/** The policies of a recipe, by the same names. */
const aboutPolicies: Record<PolicyName, string> = {
	disagreement:
		'majority (more than half of all), plurality, unanimous, or adjudication (final answers of leads alone); default the project’s consensus',
	ties: 'count among all (the default), or ignore those who tied',
	all_bad: 'count among all (the default), or ignore those who found all bad',
	pairs: 'of more than two responses: all (the default), extremes (best against worst) or adjacent',
	min_judgments: 'so many judgments that count, at least',
	min_agreement: 'such a share of them that agrees, 0 to 1',
	min_strength: 'such a mean strength of those who prefer it, 1 to 3',
	only: 'the people whose judgments count, by name, with commas between',
	except: 'or those whose judgments do not count',
	since: 'judgments from this moment on, such as 2026-01-31T00:00:00Z',
	until: 'judgments before this moment',
	answered: 'judgments alone that answer these questions, with commas between',
	metadata: 'items alone whose metadata has one of these values, such as {"language":["en"]}'
};
const policyOptions = Object.fromEntries(
	policyNames.map((name) => [name, { type: 'string' as const, about: aboutPolicies[name] }])
);

export const command: Command = {
	usage: 'export --project SLUG --format FORMAT [--out FILE] [--report]',
	summary: 'Writes a training file, or the judgments themselves, as they are now.',
	options: {
		project: { type: 'string', about: 'the project’s name in addresses' },
		format: { type: 'string', about: `one of: ${exportFormats.join(', ')}` },
		per: {
			type: 'string',
			about: 'rankings: item (what most say, the default) or judgment (what each says)'
		},
		tools: { type: 'string', about: 'include tool calls, or drop rows that have any (the default)' },
		as: {
			type: 'string',
			about: 'jsonl: as its readers take it (the default); parquet or csv: a table, where the rows fit one'
		},
		undecided: {
			type: 'string',
			about:
				'labels: include rows in which a question that needs an answer has none (the default), or drop them'
		},
		file: {
			type: 'string',
			about:
				'rows (the default); meta: a line a row, in the same order, with its item, raters and models; setup: what the trainer finds the rows by, such as dataset_info.json'
		},
		...policyOptions,
		out: { type: 'string', about: 'a file; default standard output' },
		report: {
			type: 'boolean',
			about: 'prints what the file holds and leaves out as JSON, instead of the file'
		}
	},
	example: '  npm run -s assent -- export --project chat --format trl-dpo --out pairs.jsonl',
	async run({ values }) {
		const slug = required(values, 'project');
		const query = parseAs(ExportQuery, {
			format: required(values, 'format'),
			...Object.fromEntries(
				['per', 'tools', 'as', 'undecided', 'file', ...policyNames].flatMap((name) =>
					text(values, name) ? [[name, text(values, name)]] : []
				)
			)
		});
		const out = text(values, 'out');
		const write = async (store: Store) => {
			const bar = progress(query.as === 'parquet' ? 'groups of rows' : 'lines', null);
			const done = { count: 0 };
			const file = await exportFile(store, actor, slug, query);
			const lines = counted(file.lines, bar, done);
			try {
				await (out === undefined ? pour(lines, process.stdout) : save(lines, out));
			} finally {
				bar.end();
			}
			if (out === undefined) return;
			print(out);
			if (query.file !== 'rows') return;
			tell(await exportReport(store, actor, slug, query, { upTo: file.asOf }));
		};
		await withStore(async (store) => {
			if (values.report === true)
				print(JSON.stringify(await exportReport(store, actor, slug, query), null, '\t'));
			else await write(store);
		});
		return 0;
	}
};
