/** A PostgreSQL cluster that lives as long as one run of the tests, under a user of its own. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './port.ts';

export type Cluster = { url: string; stop: () => Promise<void> };
type Account = { uid: number; gid: number };

const idOf = (name: string, flag: '-u' | '-g'): number | null => {
	const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
	return status === 0 ? Number(stdout) : null;
};

/** PostgreSQL refuses to run as root: then the machine's `postgres` user serves, or one is made. */
const account = (): Account | null => {
	if (process.getuid?.() !== 0) return null;
	const name = idOf('postgres', '-u') === null ? 'assent-test' : 'postgres';
	if (idOf(name, '-u') === null)
		execFileSync('useradd', ['--system', '--no-create-home', '--user-group', '--shell', '/bin/false', name]);
	const uid = idOf(name, '-u');
	const gid = idOf(name, '-g');
	if (!uid || gid === null) throw new Error('No user to run PostgreSQL as.');
	return { uid, gid };
};

const answers = async (url: string, child: ChildProcess): Promise<boolean> => {
	for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
		const client = new pg.Client({ connectionString: url });
		try {
			await client.connect();
			await client.end();
			return true;
		} catch {
			await sleep(100);
		}
	}
	return false;
};

export const startCluster = async (bin: string): Promise<Cluster> => {
	const as = account();
	const folder = mkdtempSync(join(tmpdir(), 'assent-postgres-'));
	const remove = (): void => rmSync(folder, { recursive: true, force: true });
	const password = randomBytes(18).toString('hex');
	const passwordFile = join(folder, 'password');
	const data = join(folder, 'data');
	const log: string[] = [];
	try {
		writeFileSync(passwordFile, password, { mode: 0o600 });
		if (as) for (const path of [folder, passwordFile]) chownSync(path, as.uid, as.gid);
		const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
		execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'assent', `--pwfile=${passwordFile}`, ...options], {
			...as,
			cwd: folder,
			stdio: ['ignore', 'ignore', 'pipe']
		});
		const port = await freePort();
		// fsync stays on: tests that kill servers would prove nothing without it.
		const settings = [
			`port=${port}`,
			'listen_addresses=127.0.0.1',
			`unix_socket_directories=${folder}`,
			'max_connections=200',
			'shared_buffers=64MB',
			'fsync=on'
		];
		const child = spawn(
			join(bin, 'postgres'),
			['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
			{ ...as, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }
		);
		const listen = (chunk: Buffer) => {
			if (log.push(chunk.toString()) > 50) log.shift();
		};
		child.stdout.on('data', listen);
		child.stderr.on('data', listen);
		const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
		// SIGQUIT is an immediate shutdown: the data is thrown away next.
		const stop = async (): Promise<void> => {
			child.kill('SIGQUIT');
			await ended;
			remove();
		};
		const url = `postgres://assent:${password}@127.0.0.1:${port}/postgres`;
		if (await answers(url, child)) return { url, stop };
		await stop();
		throw new Error(`PostgreSQL did not start:\n${log.join('')}`);
	} catch (error) {
		remove();
		throw error;
	}
};
