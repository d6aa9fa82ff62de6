/** The demo: projects from files, put into a database that holds none, by the verbs that everybody uses. */
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { console as actor } from '#lib/auth/actor.ts';
import { createProject } from '#lib/project/project.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { parseJson } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { importBytes } from './import.server.ts';

/** From the project's root, where the server runs. */
const FOLDER = join('datasets', 'demo');

/** A row that is refused is a mistake in our own files. */
async function bring(store: Store, slug: string, kind: 'items' | 'judgments', file: string): Promise<void> {
	if (!existsSync(file)) return;
	const report = await importBytes(store, actor, slug, createReadStream(file), {
		kind,
		mapping: null,
		format: 'ndjson',
		name: file
	});
	const [first] = report.errors;
	if (first) throw new Error(`${file}, line ${first.line}: ${first.message}`);
}

/** Seeds every folder of `datasets/demo` when there is no project at all; does nothing otherwise. */
export async function seedDemo(store: Store, folder: string = FOLDER): Promise<void> {
	const [any] = await store.read.query('select 1 from project limit 1');
	if (any || !existsSync(folder)) return;
	for (const name of readdirSync(folder).sort()) {
		const file = (part: string) => join(folder, name, part);
		if (!existsSync(file('project.json'))) continue;
		const described = parseJson(readFileSync(file('project.json'), 'utf8'));
		const guidelines = existsSync(file('guidelines.md')) ? readFileSync(file('guidelines.md'), 'utf8') : '';
		const input = ProjectInput.parse({ ...(described as object), guidelines });
		await createProject(store, actor, input, { demo: true });
		await bring(store, input.slug, 'items', file('items.jsonl'));
		await bring(store, input.slug, 'judgments', file('judgments.jsonl'));
	}
}
