/**
 * The rooms of src/lib and who may import whom: the one table behind the lint rule and its test. A room lists
 * what it may import besides itself; what is not listed is refused. Rooms need not exist yet.
 */
const bottom = ['schema', 'stats', 'ui'];
const services = [...bottom, 'log', 'job', 'auth', 'http', 'form', 'queue', 'project'];

/** The three stages of a model's life. They never import each other; only `loop` knows all. */
export const stages = ['annotation', 'alignment', 'runtime'];

export const rooms: Record<string, string[]> = {
	schema: [],
	stats: [],
	ui: [],
	log: ['schema'],
	auth: ['schema', 'log'],
	job: ['schema', 'log', 'auth'],
	webhook: ['schema', 'log', 'auth'],
	metrics: ['schema', 'log', 'auth'],
	http: ['schema', 'auth'],
	form: ['schema', 'ui'],
	queue: ['schema', 'stats', 'log', 'auth', 'ui'],
	project: ['schema', 'log', 'auth', 'stats', 'form', 'queue'],
	quality: services,
	annotation: services,
	alignment: services,
	runtime: services,
	datasets: ['schema', 'log', 'auth', 'job', 'stats', 'form', 'project', ...stages],
	loop: [...services, ...stages, 'datasets']
};

/** Rooms whose imports from a stage are limited to its pure files. */
export const pureOnly = ['datasets'];

/** Packages that only the named files may import, with the reason that the error gives. */
export const keepers = [
	{
		packages: /^(better-sqlite3|pg|drizzle-orm\/(better-sqlite3|node-postgres|sqlite-proxy|pg-proxy))$/,
		files: /^src\/lib\/schema\/(store|sqlite|postgres|migrate)\.server\.ts$/,
		why: 'the drivers are known to the store alone'
	},
	{
		packages: /^drizzle-orm\/(pg|sqlite)-core$/,
		files: /^src\/lib\/schema\/columns\.ts$/,
		why: 'the two dialects are known to schema/columns.ts alone'
	},
	{
		packages: /^(node:)?process$/,
		files: /^src\/lib\/schema\/environment\.ts$/,
		why: 'the environment is read in schema/environment.ts alone'
	}
];

/** The one file that prints. */
export const printers = ['src/lib/http/report.server.ts'];

/** The one file that reads the environment. */
export const environment = 'src/lib/schema/environment.ts';

/** The one file that sets markup: what it sets is made harmless there. */
export const markup = 'src/lib/ui/Markdown.svelte';

/** Pure in name, but ids are where time and randomness come from. */
export const clocks = ['src/lib/schema/id.ts'];
