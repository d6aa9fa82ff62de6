/** The log that proves itself, as it is served: receipts, checkpoints, dossiers, killed servers and rotated keys. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freshFolder } from '../setup/database.ts';
import { onEachEngine, type Engine } from '../setup/engines.ts';
import { openJws } from '../setup/jws.ts';
import { assent, makeKey, makeUser, signedIn, withKey, type Client } from '../setup/people.ts';
import { rounds } from '../setup/rounds.ts';
import { startServer, type Server } from '../setup/server.ts';

type Keys = { keys: { kid: string; x: string }[] };
type Decision = { id: string; receipt: string; status: string };

const alone = { rules: [{ name: 'alone', when: 'true', mode: 'out_of_the_loop' }] };

async function scene(engine: Engine): Promise<{ server: Server; admin: Client; agentKey: string }> {
	const server = await startServer({ engine });
	await makeUser(server, 'admin@example.org', 'admin');
	const admin = await signedIn(server, 'admin@example.org');
	await admin('POST', '/api/v1/projects', { slug: 'desk', name: 'Desk', stage: 'runtime' });
	expect((await admin('PUT', '/api/v1/projects/desk/policy', alone)).status).toBe(200);
	return { server, admin, agentKey: await makeKey(server, '--name', 'support', '--role', 'agent') };
}

const keysOf = async (server: Server): Promise<Keys> =>
	(await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as Keys;
const textOf = async (server: Server, path: string, cookieOf: Client): Promise<string> => {
	const { status, body } = await cookieOf('GET', path);
	expect(status).toBe(200);
	return typeof body === 'string' ? body : JSON.stringify(body);
};
const submit = async (agent: Client, n: number): Promise<Decision> => {
	const action = { name: 'pay', args: { n } };
	return (await agent('POST', '/api/v1/decisions', { project: 'desk', action })).body as Decision;
};
const sizeOf = (checkpoint: string): number => Number(checkpoint.split('\n')[1]);

/** The signed head, once it has so many events. */
async function headFrom(server: Server, who: Client, least: number): Promise<string> {
	for (let tries = 0; tries < 400; tries++) {
		const { status, body } = await who('GET', '/api/v1/log/checkpoint');
		if (status === 200 && sizeOf(String(body)) >= least) return String(body);
		await sleep(25);
	}
	throw new Error(`The tree of ${server.url} did not grow to ${least}.`);
}

/** What the verifier says of files, run as anybody would. */
function verify(folder: string, files: Record<string, string | Uint8Array>, ...args: string[]) {
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	const script = join(process.cwd(), 'scripts/verify-dossier.mjs');
	const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
		cwd: folder,
		encoding: 'utf8'
	});
	return { status, said: stdout + stderr };
}

onEachEngine('a log that proves itself', (engine) => {
	it(
		'is checked from files alone, and only grows, whatever is killed in between',
		{ timeout: 240_000 },
		async () => {
			const { agentKey, ...started } = await scene(engine);
			let { server, admin } = started;
			const folder = await freshFolder();
			let earlier = await headFrom(server, admin, 1);
			const receipts: string[] = [];
			for (let round = 0; round < Math.min(rounds, 6); round++) {
				const agent = withKey(server, agentKey);
				let dead = false;
				const load = Promise.all(
					Array.from({ length: 8 }, async (_, i) => {
						for (let n = 0; !dead; n++)
							await submit(agent, round * 10_000 + i * 1_000 + n).then(
								({ receipt }) => receipts.push(receipt),
								() => {}
							);
					})
				);
				// Somewhere in the middle of sealing, which goes on all the time.
				await sleep(1_100 + Math.random() * 900);
				dead = true;
				await server.kill();
				await load;
				server = await server.restart();
				admin = await signedIn(server, 'admin@example.org');
				const decision = await submit(withKey(server, agentKey), 9_000_000 + round);
				const dossier = await textOf(server, `/api/v1/decisions/${decision.id}/dossier`, admin);
				const now = await headFrom(server, admin, sizeOf(earlier));
				const { checkpoint } = JSON.parse(dossier) as { checkpoint: string };
				const path = `/api/v1/log/consistency?from=${sizeOf(earlier)}&to=${sizeOf(checkpoint)}`;
				const files = {
					'dossier.json': dossier,
					'jwks.json': JSON.stringify(await keysOf(server)),
					'earlier.txt': earlier,
					'proof.json': await textOf(server, path, admin)
				};
				const { status, said } = verify(
					folder,
					files,
					...[
						'dossier.json',
						'--keys',
						'jwks.json',
						'--earlier',
						'earlier.txt',
						'--consistency',
						'proof.json'
					]
				);
				expect(said).toContain('The log only grew since the earlier checkpoint');
				expect(status).toBe(0);
				earlier = now;
			}
			const { keys } = await keysOf(server);
			expect(receipts.length).toBeGreaterThan(20);
			for (const receipt of receipts)
				expect(openJws(receipt, keys).payload).toMatchObject({ status: 'auto_approved' });
			await server.stop();
		}
	);

	it(
		'changes its key and stays provable; a file that others can read is refused',
		{ timeout: 120_000 },
		async () => {
			const { agentKey, ...started } = await scene(engine);
			let { server, admin } = started;
			const folder = await freshFolder();
			const old = await submit(withKey(server, agentKey), 1);
			const rotated = await assent(server, ['signing-key', 'rotate']);
			expect(rotated.code).toBe(0);
			const kid = rotated.stdout.trim();
			let fresh = await submit(withKey(server, agentKey), 2);
			const { keys } = await keysOf(server);
			for (let n = 3; openJws(fresh.receipt, keys).header.kid !== kid; n++) {
				await sleep(100);
				fresh = await submit(withKey(server, agentKey), n);
			}
			expect(keys.map((key) => key.kid)).toEqual([kid, openJws(old.receipt, keys).header.kid]);
			const jwks = JSON.stringify({ keys });
			const files = { 'receipt.txt': old.receipt, 'jwks.json': jwks };
			expect(verify(folder, files, '--receipt', 'receipt.txt', '--keys', 'jwks.json').status).toBe(0);
			const dossier = await textOf(server, `/api/v1/decisions/${old.id}/dossier`, admin);
			expect(verify(folder, { 'dossier.json': dossier }, 'dossier.json', '--keys', 'jwks.json').status).toBe(
				0
			);
			const changed = dossier.replace('"status":"auto_approved"', '"status":"auto_approveD"');
			const refused = verify(folder, { 'changed.json': changed }, 'changed.json', '--keys', 'jwks.json');
			expect(refused.status).toBe(1);
			expect(refused.said).toContain('Refused.');
			await server.stop();
			const file = join(server.keys, 'signing');
			expect(existsSync(file)).toBe(true);
			chmodSync(file, 0o644);
			await expect(server.restart()).rejects.toThrow('can be read by others');
			chmodSync(file, 0o600);
			server = await server.restart();
			admin = await signedIn(server, 'admin@example.org');
			expect((await admin('GET', '/api/v1/log/checkpoint')).status).toBe(200);
			await server.stop();
		}
	);
});

it('the verifier needs nothing but its own file', async () => {
	const folder = await freshFolder();
	const script = join(folder, 'verify.mjs');
	writeFileSync(script, readFileSync('scripts/verify-dossier.mjs'));
	expect(execFileSync(process.execPath, [script, '--help'], { cwd: folder, encoding: 'utf8' })).toContain(
		'Usage:'
	);
});
