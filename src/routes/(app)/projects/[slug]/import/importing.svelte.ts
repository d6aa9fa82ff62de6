/** An import as it is being made: the file, its first rows, what they mean, and then how the sending goes. */
import { csvLine } from '#lib/datasets/csv-cell.ts';
import { commandLine } from '#lib/datasets/flags.ts';
import { formatOfName, readRows, type Format } from '#lib/datasets/format.ts';
import { columnsIn, guessMapping, type Known } from '#lib/datasets/guess.ts';
import { mapRow, parseMapping, type Kind, type Mapping } from '#lib/datasets/mapping.ts';
import { faultOfRow } from '#lib/datasets/preview.ts';
import { shapeOf, unfolding } from '#lib/datasets/readers/unfold.ts';
import type { Problem } from '#lib/http/problem.ts';
import type { Incoming, Report } from '#lib/project/incoming.ts';
import { isObject, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { draftOf, mappingOf, type Draft } from './draft.ts';
import { addressOf, send, type Sending } from './send.ts';

/** Rows that are looked at before anything is sent. */
const LOOKED_AT = 200;
export const types: Record<Format, string> = {
	json: 'application/json',
	ndjson: 'application/x-ndjson',
	csv: 'text/csv',
	parquet: 'application/vnd.apache.parquet',
	conll: 'text/x-conll'
};

export type Looked = { line: number; raw: unknown; row: unknown; fault: string | null };
type Sent =
	| { state: 'not yet' }
	| { state: 'sending'; part: number }
	| { state: 'done'; report: Report }
	| { state: 'failed'; problem: Problem };

/** A `.gz` is sent as it is; to look into it, the browser undoes it. */
const opened = (file: File): ReadableStream<Uint8Array> =>
	file.name.endsWith('.gz') ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();

async function* bytesOf(file: File): AsyncGenerator<Uint8Array> {
	const reader = opened(file).getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel();
	}
}

/** A table is read from its end, by code that comes only when one is opened. */
async function* tableRowsOf(file: File): AsyncGenerator<Incoming> {
	const { tableRows } = await import('./table-rows.ts');
	yield* tableRows(file.name.endsWith('.gz') ? await new Response(opened(file)).blob() : file);
}

const rowsOf = (file: File, format: Format): AsyncGenerator<Incoming> =>
	format === 'parquet' ? tableRowsOf(file) : readRows(bytesOf(file), { format });

const said = (error: unknown): string =>
	error instanceof Refusal
		? error.message
		: 'The browser cannot read this file. It may have been moved or changed.';

export class Importing {
	readonly slug: string;
	readonly #known: () => Known;
	kind = $state<Kind>('items');
	file = $state.raw<File | null>(null);
	format = $state<Format>('ndjson');
	rows = $state.raw<Incoming[]>([]);
	/** the whole file is among the rows looked at */
	whole = $state(false);
	/** the first rows are not there yet */
	reading = $state(false);
	#readings = 0;
	/** the file cannot be read at all */
	unreadable = $state<string | null>(null);
	/** rows are as Assent has them: nothing to map */
	asTheyAre = $state(false);
	/** what rows of a known format say of their items comes with them */
	judgments = $state(true);
	draft = $state<Draft>() as Draft;
	sent = $state.raw<Sent>({ state: 'not yet' });
	#sending: Sending | null = null;

	/** @param known what the page knows of the project; items come in while it is open */
	constructor(slug: string, known: () => Known) {
		this.slug = slug;
		this.#known = known;
		this.draft = draftOf({}, known().form);
	}

	get known(): Known {
		return this.#known();
	}

	readonly objects = $derived(
		this.rows.flatMap((row) => ('value' in row && isObject(row.value) ? [row.value] : []))
	);
	readonly columns = $derived(columnsIn(this.objects));
	readonly table = $derived(this.format === 'csv');
	readonly #meant = $derived.by((): { mapping: Mapping | null; problem: string | null } => {
		if (this.asTheyAre || !this.file) return { mapping: null, problem: null };
		try {
			const document = mappingOf(
				this.kind,
				this.known.stage,
				this.known.form,
				$state.snapshot(this.draft) as Draft
			);
			return { mapping: parseMapping(this.kind, document), problem: null };
		} catch (error) {
			if (error instanceof Refusal) return { mapping: null, problem: inPlainWords(error, this.kind) };
			throw error;
		}
	});
	readonly mapping = $derived(this.#meant.mapping);
	/** what the mapping still lacks */
	readonly lacks = $derived(this.#meant.problem);
	/** the format that the rows are known by, which needs no mapping */
	readonly shape = $derived.by(() => {
		const shape = this.rows[0] ? shapeOf(this.rows[0]) : null;
		return shape && (shape.kind ?? 'items') === this.kind ? shape : null;
	});
	/** what the rows that were looked at become */
	readonly becomes = $derived.by(() => {
		const made = this.looked.flatMap(({ row, fault }) => (fault === null && isObject(row) ? [row] : []));
		const all = (name: 'judgments' | 'suggestions') =>
			made.reduce((sum, { [name]: own }) => sum + (Array.isArray(own) ? own.length : 0), 0);
		return {
			rows: this.rows.length,
			made: made.length,
			judgments: all('judgments'),
			suggestions: all('suggestions'),
			told: this.faults.length
		};
	});
	readonly looked = $derived(this.lacks === null ? this.#unfolded().map((row) => this.#look(row)) : []);
	readonly faults = $derived(this.looked.filter(({ fault }) => fault !== null));
	readonly ready = $derived(
		this.file !== null &&
			!this.reading &&
			this.unreadable === null &&
			this.lacks === null &&
			this.looked.length > this.faults.length
	);
	readonly command = $derived.by(() =>
		commandLine(this.slug, this.kind, this.mapping, this.file?.name ?? 'FILE', this.format, this.#keeps)
	);

	/** Rows of other formats than the known ones bring what they bring. */
	get #keeps(): boolean {
		return this.judgments || this.shape === null || this.kind !== 'items' || this.mapping !== null;
	}

	#unfolded(): Incoming[] {
		const { kind, mapping, judgments } = this;
		if (kind === 'suggestions' || mapping !== null) return this.rows;
		const rows = unfolding(this.known.form, { kind, judgments });
		return [...this.rows.flatMap((row) => rows.push(row)), ...rows.end()];
	}

	#look(row: Incoming): Looked {
		if ('error' in row) return { line: row.line, raw: null, row: null, fault: row.error.message };
		const { line, value } = row;
		try {
			const mapped = row.whole === true ? value : mapRow(this.kind, this.mapping, this.table, value);
			return { line, raw: value, row: mapped, fault: faultOfRow(this.kind, this.known, mapped) };
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			return { line, raw: value, row: null, fault: error.message };
		}
	}

	async take(file: File): Promise<void> {
		this.file = file;
		this.judgments = true;
		this.format = formatOfName(file.name) ?? 'ndjson';
		this.sent = { state: 'not yet' };
		await this.read();
	}

	/** Reads the first rows again, as after a change of format or kind, and guesses what they mean. */
	async read(): Promise<void> {
		const { file } = this;
		if (!file) return;
		const reading = ++this.#readings;
		this.reading = true;
		const rows: Incoming[] = [];
		let whole = true;
		let unreadable: string | null = null;
		try {
			for await (const row of rowsOf(file, this.format)) {
				rows.push(row);
				if (rows.length < LOOKED_AT) continue;
				whole = false;
				break;
			}
		} catch (error) {
			unreadable = said(error);
		}
		// Another file, or another format, may have been chosen while this one was read.
		if (file !== this.file || reading !== this.#readings) return;
		this.reading = false;
		this.rows = rows;
		this.whole = whole && unreadable === null;
		this.unreadable = rows.length === 0 ? (unreadable ?? 'There is no row in this file.') : null;
		const shape = rows[0] ? shapeOf(rows[0]) : null;
		if (shape) this.kind = shape.kind ?? 'items';
		this.guess();
	}

	guess(): void {
		this.asTheyAre = this.#passAsTheyAre();
		this.draft = draftOf(guessMapping(this.kind, this.objects as JsonObject[], this.known), this.known.form);
	}

	#passAsTheyAre(): boolean {
		const [first] = this.objects;
		if (!first || this.shape !== null) return true;
		const row = mapRow(this.kind, null, this.table, first);
		const passes = faultOfRow(this.kind, this.known, row) === null;
		if (this.kind === 'items') return passes && (this.table || isObject(first.payload));
		return passes && (this.table || isObject(first.answers));
	}

	async start(): Promise<void> {
		const { file, mapping } = this;
		if (!file || !this.ready || this.sent.state === 'sending') return;
		this.sent = { state: 'sending', part: 0 };
		this.#sending = send(
			addressOf(this.slug, this.kind, file.name, mapping, this.#keeps),
			file,
			types[this.format],
			(part) => {
				if (this.sent.state === 'sending') this.sent = { state: 'sending', part };
			}
		);
		const outcome = await this.#sending.outcome;
		this.sent = outcome.ok
			? { state: 'done', report: outcome.report }
			: { state: 'failed', problem: outcome.problem };
	}

	stop(): void {
		this.#sending?.stop();
	}

	/** Ready for another file, perhaps of another kind. */
	again(kind: Kind = this.kind): void {
		this.kind = kind;
		this.file = null;
		this.reading = false;
		this.rows = [];
		this.unreadable = null;
		this.sent = { state: 'not yet' };
	}
}

const names: Record<string, string> = {
	item: 'Say which column holds the key of the item.',
	rater: 'Say which column holds who judged.',
	source: 'Say which column holds the model, or write its name.',
	answers: 'Say which column holds an answer.'
};

function inPlainWords(error: Refusal, kind: Kind): string {
	const [first] = error.details.errors ?? [];
	const name = first?.path.slice(1) ?? '';
	if (kind !== 'items' && Object.hasOwn(names, name)) return names[name] ?? '';
	return first ? `${first.path.slice(1).replaceAll('/', ' ')}: ${first.message}` : error.message;
}

/** The rejected rows as a file that a spreadsheet opens. */
export const errorsAsCsv = ({ errors }: Report): string =>
	csvLine(['line', 'code', 'message']) +
	errors.map(({ line, code, message }) => csvLine([line, code, message])).join('');
