/**
 * Makes a version's files: reads what judgments teach up to one position of the log, deals it into splits by groups
 * that stay together, and writes rows, sidecars, card and manifest. The same recipe gives the same bytes.
 */
import type { Part } from '#lib/job/job.ts';
import { digestOf } from '#lib/schema/digest.server.ts';
import { jsonLine, type JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import type { Example } from '../example.ts';
import { optionsOf } from '../rankings.server.ts';
import { groupsOf, type Groups } from '../splits/groups.ts';
import { numberMap } from '../splits/numbers.ts';
import { leakCheck, marksOf, splitOf, type Shares } from '../splits/split.ts';
import type { Spool } from '../splits/spool.ts';
import type { Column } from '../targets/columns.ts';
import type { Target } from '../targets/target.ts';
import { areLines, written, writtenAs } from '../targets/written.ts';
import { cardOf } from './card.ts';
import { findings, lengths } from './findings.ts';
import type { FileLine, Manifest, SourceCounts } from './manifest.ts';
import { pieceWriter } from './pieces.server.ts';
import { sharesOf, type Recipe, type Source } from './recipe.ts';
import { columnsOf, examplesOf, pinned, standingOf, statedRule, targetIn } from './sources.server.ts';
import { withSpools } from './spool.server.ts';
import { traitsOf } from './traits.ts';
import { waitingRows, type WaitingRow, type WaitingRows } from './waiting-rows.ts';

export type Bench = {
	read: ReadDb;
	/** takes each piece of each file, and what it needs of it before it resolves */
	put(part: Part): Promise<void>;
	/** examples done; of how many, once that is known */
	step(done: number, total: number | null): void;
};

/** What becomes of an example; of what is none, why. */
export type Heard = { example: Example | null; dropped: string | null; /** its id */ item: string };
type Row = { row: JsonObject; example: Example };
const decoder = new TextDecoder();
export const DOCUMENTS = { manifest: 'manifest.json', card: 'README.md' };
/** It says all but its own line. */
export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, '\t')}\n`;

/** Rows of all sources in their order, page by page; hears of what is none. */
export async function* rowsOf(
	{ read }: Pick<Bench, 'read'>,
	recipe: Recipe,
	target: Target,
	hear: (source: Source, what: Heard) => void
): AsyncGenerator<Row[]> {
	const options = optionsOf(recipe.options);
	for (const source of recipe.sources) {
		const drop = (dropped: string, item: string) => hear(source, { example: null, dropped, item });
		for await (const page of examplesOf(read, source, recipe, drop)) {
			const rows: Row[] = [];
			for (const example of page) {
				const row = target.row(example, options);
				const dropped = typeof row === 'string' ? row : null;
				hear(source, { example, dropped, item: example.group });
				if (typeof row !== 'string') rows.push({ row, example });
			}
			yield rows;
		}
	}
}

const textLength = (messages: { content: string }[]): number =>
	messages.reduce((sum, { content }) => sum + content.length, 0);

/** What a source's examples come to, counted while they pass. */
export function tally() {
	const people = new Set<string>();
	const dropped: Record<string, number> = {};
	const long = lengths();
	const counts = { examples: 0, rows: 0 };
	return {
		hear({ example, dropped: why }: Heard): void {
			if (example) counts.examples++;
			if (why !== null) dropped[why] = (dropped[why] ?? 0) + 1;
			else if (example) {
				counts.rows++;
				for (const rater of example.meta.raters) people.add(rater);
				if (example.kind === 'pair') long.pair(textLength(example.chosen), textLength(example.rejected));
			}
		},
		counts,
		dropped: () => Object.fromEntries(Object.entries(dropped).toSorted(([a], [b]) => (a < b ? -1 : 1))),
		people,
		longer: long.share
	};
}

async function sourceCounts(
	{ read }: Bench,
	source: Source,
	recipe: Recipe,
	found: ReturnType<typeof tally>
): Promise<SourceCounts> {
	const row = await pinned(read, source);
	const disagreement = statedRule(targetIn(recipe.format), source, recipe.options);
	const form = row.stage === 'runtime' ? null : await formOf(read, row);
	const heard = findings(form);
	for await (const said of standingOf(read, row, recipe.as_of)) heard.hear(said);
	return {
		project: source.slug,
		stage: source.stage,
		...(disagreement && { disagreement }),
		...found.counts,
		dropped: found.dropped(),
		people: found.people.size,
		findings: { ...heard.found(), longer_wins: found.longer() }
	};
}

type Tallies = Map<string, ReturnType<typeof tally>>;
type Split = Manifest['splits'][number];

/** One text as a file. */
async function document(bench: Bench, name: string, text: string): Promise<FileLine> {
	const writer = pieceWriter(name, (part) => bench.put(part));
	await writer.write(text);
	return writer.end(null);
}

type Dealt = {
	/** of each prompt, by its number, that of its split */
	splits: Uint16Array;
	/** how many groups each split has */
	groups: Int32Array;
	counts: ReturnType<Groups['counts']>;
};

function dealt(groups: Groups, shares: Shares, seed: number): Dealt {
	const counts = groups.counts();
	const { prompts } = counts;
	const found = { splits: new Uint16Array(prompts), groups: new Int32Array(shares.length), counts };
	const places = new Map(shares.map(({ name }, i) => [name, i]));
	const seen = numberMap();
	for (let prompt = 0; prompt < prompts; prompt++) {
		const group = groups.ofPrompt(prompt);
		let split = seen.get(group);
		if (split === null) {
			split = places.get(splitOf(group, shares, seed)) ?? 0;
			seen.set(group, split);
			found.groups[split] = (found.groups[split] ?? 0) + 1;
		}
		found.splits[prompt] = split;
	}
	return found;
}

/**
 * Reads once: what must stay together, what each source comes to, and the rows, which wait for their split. What groups
 * are found by is given back before anything is written.
 */
async function gather(
	bench: Bench,
	recipe: Recipe,
	target: Target,
	tallies: Tallies,
	waiting: WaitingRows,
	columns: Column[],
	spool: () => Spool
): Promise<Dealt> {
	const { near, seed, splits } = recipe.options;
	const shares = sharesOf(splits);
	const groups = groupsOf(shares.length > 1 ? near : null, spool);
	const lineOf = areLines(target, recipe.options.as) ? target.liner(columns) : JSON.stringify;
	const hear = ({ id }: Source, what: Heard) => tallies.get(id)?.hear(what);
	for await (const page of rowsOf(bench, recipe, target, hear)) {
		for (const { row, example } of page) {
			const traits = traitsOf(example);
			waiting.add(groups.add(traits), marksOf(traits), lineOf(row), jsonLine(example.meta));
		}
		bench.step(waiting.size(), null);
	}
	groups.forget();
	return dealt(groups, shares, seed);
}

/** Rows that are handed over together where a file is more than its lines. */
const TOGETHER = 256;

/** The files of a split: its rows, and beside them where each comes from. */
async function writeSplit(
	bench: Bench,
	recipe: Recipe,
	target: Target,
	{ name, share }: Shares[number],
	columns: Column[],
	rowsIn: () => Iterable<WaitingRow>
): Promise<{ split: Omit<Split, 'groups'>; files: FileLine[] }> {
	const { as } = recipe.options;
	const rows = pieceWriter(`${name}.${writtenAs(target, as).extension}`, (part) => bench.put(part));
	const sidecar = pieceWriter(`${name}.meta.jsonl`, (part) => bench.put(part));
	let count = 0;
	const pages = async function* (): AsyncGenerator<JsonObject[]> {
		const page: JsonObject[] = [];
		for (const { row, meta } of rowsIn()) {
			count++;
			await sidecar.write(meta);
			page.push(JSON.parse(decoder.decode(row)) as JsonObject);
			if (page.length === TOGETHER) yield page.splice(0);
		}
		yield page;
	};
	if (areLines(target, as))
		for (const { row, meta } of rowsIn()) {
			count++;
			const full = rows.write(row);
			if (full) await full;
			const fullToo = sidecar.write(meta);
			if (fullToo) await fullToo;
		}
	else
		for await (const piece of written(target, pages(), as, optionsOf(recipe.options), columns))
			await rows.write(piece);
	return {
		split: { name, share, rows: count },
		files: [await rows.end(count), await sidecar.end(count)]
	};
}

/** @returns what the version says of itself, its own file among the files */
export const buildVersion = (bench: Bench, recipe: Recipe): Promise<Manifest> =>
	withSpools((spool) => build(bench, recipe, spool));

async function build(bench: Bench, recipe: Recipe, spool: () => Spool): Promise<Manifest> {
	const target = targetIn(recipe.format);
	const { options } = recipe;
	const shares = sharesOf(options.splits);
	const tallies: Tallies = new Map(recipe.sources.map(({ id }) => [id, tally()]));
	const waiting = waitingRows(spool());
	const columns = await columnsOf(bench.read, target, recipe.sources);
	const inSplits = await gather(bench, recipe, target, tallies, waiting, columns, spool);

	const check = leakCheck();
	const files: FileLine[] = [];
	const splits: Split[] = [];
	let done = waiting.size();
	for (const [i, share] of shares.entries()) {
		const made = await writeSplit(bench, recipe, target, share, columns, function* () {
			for (const row of waiting.of((prompt) => inSplits.splits[prompt] === i)) {
				check.row(row.marks, share.name);
				bench.step(++done, 2 * waiting.size());
				yield row;
			}
		});
		files.push(...made.files);
		splits.push({ ...made.split, groups: inSplits.groups[i] ?? 0 });
	}
	const proof = check.proof();
	check.forget();
	const setup = target.setup?.(files[0]?.name ?? '', recipe.dataset);
	if (setup) files.push(await document(bench, setup.name, setup.text));

	const sources: SourceCounts[] = [];
	for (const source of recipe.sources)
		sources.push(await sourceCounts(bench, source, recipe, tallies.get(source.id) ?? tally()));
	const { groups: groupCount, near, largest } = inSplits.counts;
	const manifest: Manifest = {
		schema: 1,
		dataset: recipe.dataset,
		version: recipe.version,
		format: recipe.format,
		as_of: recipe.as_of,
		recipe: digestOf(recipe),
		rows: splits.reduce((sum, { rows }) => sum + rows, 0),
		people: new Set([...tallies.values()].flatMap(({ people }) => [...people])).size,
		splits,
		leakage: { ...proof, across: 0, groups: groupCount, near_joined: near, largest_group: largest },
		sources,
		files
	};
	files.push(await document(bench, DOCUMENTS.card, cardOf(manifest, recipe, target, columns)));
	files.push(await document(bench, DOCUMENTS.manifest, manifestText(manifest)));
	return manifest;
}
