/** Installs what the tests need and packages cannot bring, by apt-get: a browser, a database server, and what the printed texts run on. */
import { spawnSync } from 'node:child_process';
import { findChromium, findPostgres, findProgram } from '../../test/setup/programs.ts';

/** Debian keeps that part of Python in a package of its own. */
const canMakeEnvironments = (): boolean =>
	spawnSync('python3', ['-c', 'import ensurepip'], { stdio: 'ignore' }).status === 0;

const wanted = (): string[] => [
	...(findChromium() ? [] : ['chromium']),
	...(findPostgres() ? [] : ['postgresql']),
	// The texts that the connect page prints are run as they are.
	...(findProgram('python3') ? [] : ['python3']),
	// Its environments, for the loaders of trainers.
	...(findProgram('python3') && canMakeEnvironments() ? [] : ['python3-venv']),
	...(findProgram('curl') ? [] : ['curl'])
];

const apt = (...args: string[]): boolean => {
	const command = [
		'env',
		'DEBIAN_FRONTEND=noninteractive',
		'apt-get',
		'-qq',
		'-o',
		'Dpkg::Use-Pty=0',
		...args
	];
	// -n: a password prompt would wait for ever where nobody sits.
	const [program = 'env', ...rest] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
	return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
};

/** What cannot be installed is said here and counted by the caller, who looks for the programs again. */
export const bring = (): void => {
	const packages = wanted();
	if (packages.length === 0) return;
	console.log(`Installing ${packages.join(' and ')} …`);
	const started = performance.now();
	apt('update');
	const done = apt('install', '-y', '--no-install-recommends', ...packages);
	if (!done) console.error(`Could not install them. By hand: apt-get install ${packages.join(' ')}`);
	console.log(`… ${((performance.now() - started) / 1000).toFixed(1)} s`);
};
