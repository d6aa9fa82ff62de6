import { randomUUID } from 'node:crypto';
import { actorName } from '#lib/auth/actor.ts';
import { ExportQuery, type ExportFormat, type ExportReport } from '#lib/datasets/export.ts';
import { exportFile, exportReport } from '#lib/datasets/export.server.ts';
import { ruleOf, type Rule } from '#lib/datasets/policy.ts';
import { targetOf } from '#lib/datasets/targets/list.ts';
import { rowsOfText, type Piece } from '#lib/datasets/targets/written.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { page } from '#lib/http/page.server.ts';
import { report } from '#lib/http/report.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { offeredTo } from './offered.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Stage } from '#lib/schema/values.ts';

const FIRST_ROWS = 3;

/** What somebody most likely comes for. */
const first: Record<Stage, ExportFormat> = { annotation: 'labels', alignment: 'trl-dpo', runtime: 'trl-dpo' };

/** A download begins at once and cannot wait for Dawid-Skene: the page shows what more than half say, and says so. */
const ruleFor = (stage: Stage, own: Rule): { disagreement?: Rule } =>
	own === 'dawid_skene' && stage !== 'runtime' ? { disagreement: 'majority' } : {};

/** The rows in a piece of a file: of a table each comes by itself. */
function rowsIn({ as, file, format }: ExportQuery, text: string): string[] {
	if (as === 'csv') return [text];
	return rowsOfText(file === 'rows' ? (targetOf(format) ?? {}) : {}, text);
}

async function firstOf(lines: AsyncIterable<Piece>, rowsIn: (text: string) => string[]): Promise<string[]> {
	const rows: string[] = [];
	for await (const text of lines) {
		rows.push(...rowsIn(String(text)).slice(0, FIRST_ROWS - rows.length));
		if (rows.length === FIRST_ROWS) break;
	}
	return rows.map((row) => row.trimEnd());
}

type Counted = { ok: true; report: ExportReport; rows: string[] } | { ok: false; said: string };

export const load = page(async ({ event, store, actor, slug, url }) => {
	const { project } = await authorize(store, actor, 'manage', slug);
	const asked = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ''));
	const own = ruleOf(project.settings.consensus);
	const query = parseAs(
		ExportQuery,
		{ format: first[project.stage], ...ruleFor(project.stage, own), ...asked },
		'invalid_query'
	);
	const form = await formOf(store.read, project);
	// What is no text is shown as the lines of JSON that it holds.
	const readable = query.as === 'parquet' ? ({ ...query, as: 'jsonl' } as const) : query;
	const file = await exportFile(store, actor, slug, readable);
	// Counting reads the whole project: the page does not wait for it, nor does anybody else.
	const asker = { person: actorName(actor), page: `export ${randomUUID()}` };
	const beside = { counting: event.locals.app.counting, asker };
	const counted: Promise<Counted> = Promise.all([
		exportReport(store, actor, slug, query, { upTo: file.asOf, beside }),
		firstOf(file.lines, (text) => rowsIn(readable, text))
	]).then(
		([report, rows]) => ({ ok: true, report, rows }),
		(error: unknown) => ({
			ok: false,
			said:
				error instanceof Refusal
					? error.message
					: `Something broke while counting. Nothing is lost; the file itself may still come. Tell whoever runs this instance the number ${report(error, 'export page')}.`
		})
	);
	const chats = form.fields.some(({ type }) => type === 'chat');
	const questions = form.questions.map(({ name }) => name);
	return {
		query,
		own,
		chats,
		questions,
		origin: url.origin,
		counted,
		formats: offeredTo(project.stage, form)
	};
});
