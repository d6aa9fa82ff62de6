/**
 * How fast it is, and beside what: `npm run -s bench` prints one JSON document on standard output and how far it is on
 * standard error. Every figure stands beside its floor from the same run: on a noisy machine the ratios count.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { endAll } from './bench/child.ts';
import { databases, type Databases, type Engine } from './bench/database.ts';
import type { Bench, Figure } from './bench/figure.ts';
import { Ground } from './bench/ground.ts';
import { round } from './bench/numbers.ts';
import { parts } from './bench/parts.ts';
import { quick, whole } from './bench/sizes.ts';
import { Tower } from './bench/tower.ts';

const help = `Usage: npm run -s bench -- [--engine sqlite|postgres] [--quick] [--only PART …]

  --engine   sqlite (default), or postgres: ASSENT_TEST_POSTGRES, or a cluster that the bench starts and removes
  --quick    small sizes, some minutes: shows that it runs, proves nothing
  --rows     so many rows wherever many are meant, instead of 100,000 and 1,000,000
  --only     one part; may repeat: ${Object.keys(parts).join(', ')}
  --folder   where SQLite's files go while it runs (default data): a real disk, or fsync measures nothing
  --profile  a folder for CPU profiles of the server
  --minutes  ends itself after so long (default 60)
`;

const { values } = parseArgs({
	options: {
		engine: { type: 'string', default: 'sqlite' },
		quick: { type: 'boolean', default: false },
		rows: { type: 'string' },
		only: { type: 'string', multiple: true, default: [] },
		folder: { type: 'string', default: 'data' },
		profile: { type: 'string' },
		minutes: { type: 'string', default: '60' },
		help: { type: 'boolean', default: false }
	}
});

const started = performance.now();
const say = (line: string): void =>
	void process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s  ${line}\n`);

function chosen(): { engine: Engine; only: string[] } {
	const engine = values.engine;
	if (engine !== 'sqlite' && engine !== 'postgres') throw new Error('--engine is sqlite or postgres.');
	if (values.rows && !/^\d+$/.test(values.rows)) throw new Error('--rows is a whole number.');
	const unknown = values.only.find((name) => !Object.hasOwn(parts, name));
	if (unknown) throw new Error(`There is no part “${unknown}”: ${Object.keys(parts).join(', ')}.`);
	return { engine, only: values.only.length > 0 ? values.only : Object.keys(parts) };
}

/** Progress of the build goes to standard error too. */
function build(): void {
	say('a build from the sources as they are');
	const { status } = spawnSync(process.execPath, ['scripts/lib/build.ts'], { stdio: ['ignore', 2, 2] });
	if (status !== 0) throw new Error('The build failed.');
}

const commit = (): string =>
	spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout?.trim() ?? '';

let held: Databases | null = null;
const grounds = new Map<number, Promise<Ground>>();
let tower: Promise<Tower> | null = null;

/** @param hurried whether nobody waits for servers to end in order */
async function clean(hurried: boolean): Promise<void> {
	if (hurried) await endAll();
	for (const opening of [...grounds.values(), ...(tower ? [tower] : [])])
		await opening.then((made) => made.close()).catch(() => {});
	grounds.clear();
	tower = null;
	await endAll();
	await held?.remove();
	held = null;
}

async function measure(engine: Engine, only: string[]): Promise<{ figures: Figure[]; broken: object[] }> {
	const opened = (held = await databases(engine, values.folder));
	const durability = Object.entries(opened.durability)
		.map(([name, value]) => `${name}=${value}`)
		.join(' ');
	const figures: Figure[] = [];
	const broken: object[] = [];
	const rows = Number(values.rows ?? NaN);
	const usual = values.quick ? quick : whole;
	const sizes = values.rows
		? { ...usual, rows: [rows], large: rows, depth: Math.min(usual.depth, rows / 2) }
		: usual;
	const bench: Bench = {
		databases: opened,
		sizes,
		say,
		ground(items) {
			let ground = grounds.get(items);
			if (!ground) {
				say(`a project of ${items.toLocaleString('en')} items`);
				grounds.set(items, (ground = Ground.open(opened, items, values.profile)));
			}
			return ground;
		},
		tower() {
			if (!tower) say('a runtime project with its agents and operators');
			return (tower ??= Tower.open(opened, sizes.listeners, values.profile));
		},
		add: (figure) => void figures.push({ ...figure, durability })
	};
	for (const [part, act] of Object.entries(parts).filter(([name]) => only.includes(name))) {
		say(`part ${part}`);
		try {
			await act(bench);
		} catch (error) {
			const message = error instanceof Error ? error.message : String(error);
			say(`part ${part} broke off: ${message}`);
			broken.push({ part, message });
		}
	}
	return { figures, broken };
}

async function main(): Promise<void> {
	if (values.help) return void process.stdout.write(help);
	const { engine, only } = chosen();
	build();
	const load = { before: round(loadavg()[0] ?? 0), after: 0 };
	const { figures, broken } = await measure(engine, only);
	load.after = round(loadavg()[0] ?? 0);
	const missed = figures.flatMap(({ part, figure, items, goals }) =>
		goals.filter(({ met }) => !met).map((goal) => ({ part, figure, items, ...goal }))
	);
	const document = {
		bench: 'assent',
		commit: commit(),
		engine,
		durability: held?.durability,
		quick: values.quick,
		machine: {
			cpu: cpus()[0]?.model,
			cores: cpus().length,
			memory_mb: Math.round(totalmem() / 1024 ** 2),
			node: process.version,
			load
		},
		seconds: round((performance.now() - started) / 1000, 1),
		goals: { met: figures.flatMap(({ goals }) => goals).length - missed.length, missed },
		broken,
		figures
	};
	process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
	if (broken.length > 0) process.exitCode = 1;
}

const limit = setTimeout(
	() => {
		say(`not done within ${values.minutes} minutes: given up`);
		void clean(true).finally(() => process.exit(1));
	},
	Number(values.minutes) * 60_000
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.once(signal, () => void clean(true).finally(() => process.exit(130)));

try {
	await main();
} catch (error) {
	say(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
} finally {
	clearTimeout(limit);
	await clean(false);
}
