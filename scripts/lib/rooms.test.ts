import { ESLint } from 'eslint';
import ts from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { refusal } from './house.ts';
import { rooms, stages } from './rooms.ts';

const names = Object.keys(rooms);
// The real configuration. Types are left out, for the files of these tests do not exist.
const eslint = new ESLint({
	overrideConfig: [{ ...ts.configs.disableTypeChecked, files: ['**/*.ts', '**/*.svelte'] }]
});

const mistakes = async (file: string, text: string): Promise<string[]> => {
	const [result] = await eslint.lintText(`${text}\n`, { filePath: file });
	// Nothing here uses what it imports; that mistake is not the one that is looked for.
	return (result?.messages ?? [])
		.filter(({ ruleId }) => ruleId !== '@typescript-eslint/no-unused-vars')
		.map(({ ruleId, message }) => `${ruleId}: ${message}`);
};

describe('each room refuses the rooms that it may not import', () => {
	it.each(names)('%s', async (room) => {
		const refused = names.filter((other) => other !== room && !rooms[room]?.includes(other));
		const allowed = names.filter((other) => rooms[room]?.includes(other));
		const lines = (others: string[]) => others.map((other) => `import '#lib/${other}/x.ts';`).join('\n');
		const bad = await mistakes(`src/lib/${room}/y.server.ts`, lines(refused));
		expect(bad).toEqual(refused.map((other) => `house/imports: '${room}' may not import '${other}'.`));
		expect(await mistakes(`src/lib/${room}/y.server.ts`, lines(allowed))).toEqual([]);
		// Only loop may know every room, and even it not the routes.
		expect(await mistakes(`src/lib/${room}/y.ts`, "import '../../routes/x.ts';")).toEqual([
			'house/imports: Nobody imports routes.'
		]);
	});
});

describe('the rules of the house bite', () => {
	const cases: [what: string, file: string, text: string, error: RegExp | null][] = [
		[
			'an export from another room',
			'src/lib/ui/y.ts',
			"export { x } from '#lib/auth/x.ts';",
			/may not import/
		],
		['a dynamic import', 'src/lib/ui/y.ts', "await import('#lib/auth/x.ts');", /may not import/],
		['a type import', 'src/lib/ui/y.ts', "import type { X } from '#lib/auth/x.ts';", /may not import/],
		['an import() type', 'src/lib/ui/y.ts', "export type Y = import('#lib/auth/x.ts').X;", /may not import/],
		['a view', 'src/lib/ui/Y.svelte', '<script lang="ts">import "#lib/auth/x.ts";</script>', /may not/],
		['a way round by a relative path', 'src/lib/ui/y.ts', "import '../auth/x.ts';", /may not import/],
		['a relative path across rooms', 'src/lib/log/y.ts', "import '../schema/x.ts';", /#lib\/schema\/x\.ts/],
		['a room that is none', 'src/lib/log/y.ts', "import '#lib/utils/x.ts';", /no room 'utils'/],
		['a file in a room that is none', 'src/lib/utils/y.ts', 'export {};', /no room 'utils'/],
		['a pure file with a server file', 'src/lib/form/y.ts', "import '#lib/schema/x.server.ts';", /pure file/],
		['a pure file beside it', 'src/lib/form/y.ts', "import './x.server.ts';", /pure file/],
		['a server file with one', 'src/lib/form/y.server.ts', "import './x.server.ts';", null],
		[
			'datasets, a stage by its server',
			'src/lib/datasets/y.server.ts',
			"import '#lib/runtime/x.server.ts';",
			/pure/
		],
		['datasets, a stage by its pure file', 'src/lib/datasets/y.ts', "import '#lib/runtime/x.ts';", null],
		['a script with the routes', 'scripts/y.ts', "import '../src/routes/x.ts';", /Nobody imports routes/],
		['a route with a room', 'src/routes/y.ts', "import '#lib/queue/x.server.ts';", null],
		['a driver', 'src/lib/queue/y.server.ts', "import 'better-sqlite3';", /drivers/],
		['the other driver', 'src/routes/y.server.ts', "import 'pg';", /drivers/],
		['a driver where it belongs', 'src/lib/schema/postgres.server.ts', "import 'pg';", null],
		['a dialect', 'src/lib/queue/y.server.ts', "import 'drizzle-orm/pg-core';", /dialects/],
		['the other dialect', 'src/lib/schema/tables.ts', "import 'drizzle-orm/sqlite-core';", /dialects/],
		['the environment', 'src/lib/auth/y.server.ts', 'export const a = process.env.HOME;', /environment/],
		['the environment by import', 'src/lib/auth/y.server.ts', "import 'node:process';", /environment/],
		["Kit's environment", 'src/routes/y.ts', "import '$env/dynamic/private';", /environment/],
		[
			'the environment where it belongs',
			'src/lib/schema/environment.ts',
			'export const a = process.env;',
			null
		],
		["Kit's own alias", 'src/routes/y.ts', "import '$lib/ui/x.ts';", /#lib/],
		["Kit's app in a room", 'src/lib/ui/y.ts', "import '$app/state';", /plain node/],
		["Kit's app in a view", 'src/lib/ui/Y.svelte', '<script lang="ts">import "$app/state";</script>', null],
		['no extension', 'src/lib/ui/y.ts', "import './x';", /extension/],
		['printing', 'src/lib/auth/y.server.ts', "console.log('x');", /no-console/],
		['printing where it belongs', 'src/lib/http/report.server.ts', "console.log('x');", null],
		['printing in a script', 'scripts/y.ts', "console.log('x');", null],
		['a clock in a pure file', 'src/lib/form/y.ts', 'export const at = Date.now();', /time as an argument/],
		['chance in a pure file', 'src/lib/form/y.ts', 'export const x = Math.random();', /randomness/],
		['a clock on the server', 'src/lib/form/y.server.ts', 'export const at = Date.now();', null],
		['any', 'src/lib/form/y.ts', 'export const x = (y: any) => y;', /no-explicit-any/],
		['a bold claim', 'src/lib/form/y.ts', 'export const x = (y?: { z: 1 }) => y!.z;', /non-null/]
	];
	it.each(cases)('%s', async (_what, file, text, error) => {
		const found = await mistakes(file, text);
		if (error === null) expect(found).toEqual([]);
		else expect(found.join('\n')).toMatch(error);
	});
});

it('a test may import what it needs, but no routes', () => {
	expect(refusal('src/lib/schema/y.db.test.ts', '#lib/project/x.server.ts')).toBeNull();
	expect(refusal('src/lib/schema/y.db.test.ts', '../../../test/setup/database.ts')).toBeNull();
	expect(refusal('src/lib/schema/y.db.test.ts', '../../routes/x.ts')).toBe('Nobody imports routes.');
});

it('the stages never import each other, and no room is in a circle', () => {
	for (const stage of stages) expect(rooms[stage]?.filter((other) => stages.includes(other))).toEqual([]);
	const reach = (room: string, seen: string[]): void => {
		expect(seen).not.toContain(room);
		for (const next of rooms[room] ?? []) reach(next, [...seen, room]);
	};
	for (const room of names) reach(room, []);
});

it('a promise that nobody awaits is a mistake, by the types', async () => {
	// Types need a file that exists: this one, with other text.
	const [result] = await new ESLint().lintText('Promise.resolve();\n', { filePath: 'scripts/lib/build.ts' });
	expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(['@typescript-eslint/no-floating-promises']);
}, 30_000);
