/** The lint rule behind rooms.ts: every import, of any form, is judged by the table. */
import { posix } from 'node:path';
import type { Rule } from 'eslint';
import { keepers, pureOnly, rooms, stages } from './rooms.ts';

const isTest = (file: string) => /\.test\.ts$/.test(file) || file.startsWith('test/');
const isServer = (file: string) => /\.server\.(ts|js)$/.test(file);
const isPure = (file: string) => /\.ts$/.test(file) && !isServer(file) && !/\.svelte\.ts$/.test(file);
const roomOf = (file: string) => /^src\/lib\/([^/]+)\//.exec(file)?.[1] ?? null;

/** The file of ours that a specifier means, from the project's root; null for packages. */
const target = (from: string, specifier: string): string | null => {
	if (specifier.startsWith('#lib/')) return `src/lib/${specifier.slice(5)}`;
	if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
	return null;
};

/** Why this file, a path from the project's root, may not import that, as a sentence; null when it may. */
export const refusal = (from: string, specifier: string): string | null => {
	const inSource = from.startsWith('src/') && !isTest(from);
	const room = roomOf(from);
	if (/^\$lib(\/|$)/.test(specifier)) return 'Write #lib/<room>/<file>.ts: plain node knows no $lib.';
	if (/^\$env\//.test(specifier)) return 'The environment is read in schema/environment.ts alone.';
	if (room !== null && inSource && isPureOrServer(from) && /^\$app\//.test(specifier))
		return 'Files of src/lib also run in plain node, which knows no $app.';
	const keeper = inSource && keepers.find(({ packages }) => packages.test(specifier));
	if (keeper && !keeper.files.test(from)) return `Not here: ${keeper.why}.`;

	const to = target(from, specifier);
	if (to === null || isTest(to)) return null;
	if (to.startsWith('src/routes/') && !from.startsWith('src/routes/')) return 'Nobody imports routes.';
	if (to.startsWith('src/') && !/\.[a-z]+(\?\w+)?$/.test(to) && !/\/\$types$/.test(to))
		return 'Name the file with its extension: plain node needs it.';
	if (room === null || !inSource) return null;
	return refusalBetween(room, from, to, specifier);
};

const isPureOrServer = (file: string) => isPure(file) || isServer(file);

/** The part of the judgment that is about rooms. */
const refusalBetween = (room: string, from: string, to: string, specifier: string): string | null => {
	const other = roomOf(to);
	if (isPure(from) && isServer(to))
		return 'A pure file imports no *.server.ts: pass what it needs as an argument.';
	if (other === null || other === room) return null;
	if (!(other in rooms)) return `There is no room '${other}'; the rooms stand in scripts/lib/rooms.ts.`;
	if (!(rooms[room] ?? []).includes(other)) return `'${room}' may not import '${other}'.`;
	if (pureOnly.includes(room) && stages.includes(other) && !isPure(to))
		return `'${room}' takes only the pure files of '${other}'.`;
	if (specifier.startsWith('.')) return `Across rooms write #lib/${to.slice('src/lib/'.length)}.`;
	return null;
};

/** What an import of any form has of its specifier. */
type Imports = Rule.Node & {
	source?: { value?: unknown } | null;
	argument?: { literal?: { value?: unknown } };
};

const imports: Rule.RuleModule = {
	meta: { type: 'problem', schema: [] },
	create(context) {
		const from = posix.relative(context.cwd.replaceAll('\\', '/'), context.filename.replaceAll('\\', '/'));
		const judge = (node: Imports): void => {
			// `argument` is what import('…').X has.
			const specifier = node.source?.value ?? node.argument?.literal?.value;
			const message = typeof specifier === 'string' ? refusal(from, specifier) : null;
			if (message) context.report({ node, message });
		};
		return {
			Program(node) {
				const room = roomOf(from);
				if (room !== null && !(room in rooms))
					context.report({ node, message: `There is no room '${room}': add it to scripts/lib/rooms.ts.` });
			},
			ImportDeclaration: judge,
			ExportNamedDeclaration: judge,
			ExportAllDeclaration: judge,
			ImportExpression: judge,
			TSImportType: (node: Rule.Node) => judge(node as unknown as Imports)
		};
	}
};

export const house = { rules: { imports } };
