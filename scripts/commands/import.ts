import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { delimiters } from '#lib/datasets/csv.ts';
import { mappingFlags, mappingOfFlags, type FlagName, type Flags } from '#lib/datasets/flags.ts';
import { formatOfName, formats, type Format } from '#lib/datasets/format.ts';
import { importBytes } from '#lib/datasets/import.server.ts';
import { gunzip } from '#lib/datasets/inflate.server.ts';
import { kinds, mapRows, parseMapping, type Kind, type Mapping } from '#lib/datasets/mapping.ts';
import { faultOfRow } from '#lib/datasets/preview.ts';
import { shapes } from '#lib/datasets/readers/list.ts';
import { shapeOf, unfolded } from '#lib/datasets/readers/unfold.ts';
import { rowsIn } from '#lib/datasets/rows.server.ts';
import type { Report } from '#lib/project/incoming.ts';
import { readImports } from '#lib/project/imports.server.ts';
import { readProject } from '#lib/project/project.server.ts';
import { jsonLine, parseJson } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { actor, note, print, required, text, withStore, type Command, type Values } from '../lib/command.ts';
import { progress } from '../lib/progress.ts';

const SHOWN_ERRORS = 20;
const SHOWN_ROWS = 3;

const names = Object.keys(mappingFlags) as FlagName[];

function oneOf<const T extends readonly string[]>(
	values: Values,
	name: string,
	known: T
): T[number] | undefined {
	const given = text(values, name);
	if (given === undefined || known.includes(given)) return given;
	throw new Refusal('invalid', `--${name} is one of: ${known.join(' ')}`);
}

function mappingOf(kind: Kind, values: Values): Mapping | null {
	const flags = Object.fromEntries(
		names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))
	) as Flags;
	const map = text(values, 'map');
	if (map === undefined) return mappingOfFlags(kind, flags);
	if (Object.keys(flags).length > 0)
		throw new Refusal('invalid', 'Use --map, or flags for columns, not both.');
	return parseMapping(kind, parseJson(map.trim().startsWith('{') ? map : readFileSync(map, 'utf8')));
}

type Source = { name: string; format: Format; size: number | null; bytes: AsyncIterable<Uint8Array> };

function sourceOf(file: string, given: Format | undefined): Source {
	const piped = file === '-';
	const format = given ?? (piped ? null : formatOfName(file));
	if (!format)
		throw new Refusal(
			'invalid',
			`Add --format ${formats.join('|')}: ${piped ? 'standard input' : file} does not say.`
		);
	if (!piped && !existsSync(file)) throw new Refusal('not_found', `There is no file ${file}.`);
	const raw = piped ? process.stdin : createReadStream(file);
	return {
		name: piped ? 'standard input' : basename(file),
		format,
		size: piped ? null : statSync(file).size,
		bytes: raw
	};
}

/** Tells of the bytes that pass. */
async function* counted(
	bytes: AsyncIterable<Uint8Array>,
	passed: { bytes: number }
): AsyncGenerator<Uint8Array> {
	for await (const chunk of bytes) {
		passed.bytes += chunk.length;
		yield chunk;
	}
}

const inWords = ({ received, created, unchanged, rejected, brought = {}, recognised = {} }: Report): string =>
	[
		`${received.toLocaleString('en')} rows`,
		`${created.toLocaleString('en')} new`,
		`${unchanged.toLocaleString('en')} there already`,
		`${rejected.toLocaleString('en')} rejected`,
		...Object.entries(brought).map(([kind, many]) => `with ${many.toLocaleString('en')} new ${kind}`),
		...Object.entries(recognised).map(([format, many]) => `${many.toLocaleString('en')} known as ${format}`)
	].join(', ');

type Plan = { slug: string; kind: Kind; mapping: Mapping | null; judgments: boolean; values: Values };

/** What a file holds where nobody says: what its first row is known as, else items. */
async function kindOf(source: Source, values: Values): Promise<Kind> {
	if (source.size === null) return 'items';
	for await (const row of rowsIn(unpacked(source), reading(source, values)))
		return shapeOf(row)?.kind ?? 'items';
	return 'items';
}

/** Shows the first rows as they would go in, and writes nothing. @returns whether all of them pass */
async function rehearse({ slug, kind, mapping, judgments, values }: Plan, source: Source): Promise<boolean> {
	const [{ row: project }, { form, items }] = await withStore((store) =>
		Promise.all([readProject(store, actor, slug), readImports(store, actor, slug)])
	);
	const known = { stage: project.stage, form, items };
	const read = rowsIn(unpacked(source), reading(source, values));
	const each =
		kind !== 'suggestions' && mapping === null
			? unfolded(read, () => Promise.resolve(form), { kind, judgments })
			: read;
	const rows = mapRows(kind, mapping, source.format === 'csv', each);
	let shown = 0;
	let passes = true;
	for await (const row of rows) {
		const fault = 'error' in row ? row.error.message : faultOfRow(kind, known, row.value);
		if ('value' in row) print(JSON.stringify(row.value, null, '\t'));
		if (fault) note(`${source.name}, line ${row.line}: ${fault}`);
		passes &&= fault === null;
		if (++shown === SHOWN_ROWS) break;
	}
	note(`The first ${shown} of ${source.name}. Nothing was written.`);
	return passes;
}

const reading = ({ format }: Source, values: Values) => ({
	format,
	delimiter: oneOf(values, 'delimiter', delimiters)
});
const unpacked = ({ name, bytes }: Source) => (name.endsWith('.gz') ? gunzip(bytes) : bytes);

async function bring({ slug, kind, mapping, judgments, values }: Plan, source: Source): Promise<Report> {
	const passed = { bytes: 0 };
	const bar = progress('rows', source.size);
	const bytes = unpacked({ ...source, bytes: counted(source.bytes, passed) });
	try {
		return await withStore((store) =>
			importBytes(store, actor, slug, bytes, {
				...reading(source, values),
				kind,
				mapping,
				judgments,
				name: source.name,
				onProgress: ({ received }) => bar.step(received, passed.bytes)
			})
		);
	} finally {
		bar.end();
	}
}

export const command: Command = {
	usage: 'import --project SLUG [--kind items|judgments|suggestions] FILE…',
	summary:
		'Brings items in, or joins judgments or suggestions to them by key. Importing a file twice changes nothing.',
	options: {
		project: { type: 'string', about: 'the project’s name in addresses' },
		kind: {
			type: 'string',
			about: `${kinds.join(', ')}; default what the first row is known as, else items`
		},
		'without-judgments': {
			type: 'boolean',
			about: 'leaves out what rows of a known format say of their items, which are then judged anew'
		},
		format: {
			type: 'string',
			about: `${formats.join(', ')}; default by the file’s ending (.gz is undone). “-” reads standard input`
		},
		delimiter: {
			type: 'string',
			about: 'between the cells of a CSV; default a comma, or what the header has instead'
		},
		map: {
			type: 'string',
			about: 'the mapping as JSON, or a file that holds it; instead of the flags below'
		},
		...Object.fromEntries(
			names.map((name) => [
				name,
				{ type: 'string' as const, multiple: mappingFlags[name].many, about: mappingFlags[name].about }
			])
		),
		'dry-run': {
			type: 'boolean',
			about: `shows the first ${SHOWN_ROWS} rows as they would go in, and writes nothing`
		},
		errors: { type: 'string', about: 'a file for the rejected rows, one JSON object a line' }
	},
	example: `  npm run -s assent -- import --project chat --key '{id}' --prompt '{question}' \\
    --response 'a={answer_a}' --response 'b={answer_b}' pairs.jsonl
  npm run -s assent -- import --project chat --kind judgments --item '{pair}' --rater '{worker}' \\
    --answer 'preference={winner}' --case 'left=a>b' --case 'right=b>a' --case 'tie=a=b' votes.csv
  npm run -s assent -- import --project chat --key '{id}' --prompt '{question}' \\
    --response 'a={answer_a}' --response 'b={answer_b}' --judgment preference:rater_1 \\
    --judgment preference:rater_2 --case '1=a>b' --case '2=b>a' --case '0=a=b' judged-pairs.jsonl
  npm run -s assent -- import --project chat trees.jsonl

These are known when they are seen and need no flag; the line of each file says how many of its rows were:
${shapes.map(({ name, about }) => `  ${name}: ${about}`).join('\n')}

Exit code: 0 all rows are in; 1 some were rejected (the others are kept), or it could not run.`,
	async run({ values, positionals }) {
		const given = oneOf(values, 'kind', kinds);
		const mapping = mappingOf(given ?? 'items', values);
		const judgments = values['without-judgments'] !== true;
		const slug = required(values, 'project');
		const format = oneOf(values, 'format', formats);
		if (positionals.length === 0) throw new Refusal('invalid', 'Name a file, or “-” for standard input.');
		const sources = positionals.map((file) => sourceOf(file, format));
		let whole = true;
		const rejected: string[] = [];
		for (const [i, source] of sources.entries()) {
			const kind =
				given ?? (mapping ? 'items' : await kindOf(sourceOf(positionals[i] ?? '', format), values));
			const plan = { slug, kind, mapping, judgments, values };
			if (values['dry-run'] === true) {
				whole = (await rehearse(plan, source)) && whole;
				continue;
			}
			const report = await bring(plan, source);
			print(`${source.name}: ${inWords(report)}`);
			for (const { line, message } of report.errors.slice(0, SHOWN_ERRORS))
				note(`  line ${line}: ${message}`);
			const more = report.rejected - SHOWN_ERRORS;
			if (more > 0)
				note(
					`  and ${more.toLocaleString('en')} more${text(values, 'errors') ? '' : '; --errors FILE keeps them'}`
				);
			rejected.push(...report.errors.map((error) => jsonLine({ file: source.name, ...error })));
			whole &&= report.rejected === 0;
		}
		const file = text(values, 'errors');
		if (file !== undefined) writeFileSync(file, rejected.join(''));
		return whole ? 0 : 1;
	}
};
