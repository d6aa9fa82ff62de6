/** A backup is taken while people work, and a server serves from it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder } from '../setup/database.ts';
import { onEachEngine } from '../setup/engines.ts';
import { assent, lines, makeKey, makeUser, pairs, signedIn, withKey } from '../setup/people.ts';
import { startServer } from '../setup/server.ts';

type Claimed = { assignments: { id: string; token: string; item: { responses: { id: string }[] } }[] };

/** More than one person judges while a backup is made. */
const PAIRS = 10_000;

onEachEngine('a backup', (engine) => {
	it('made under work is whole, holds all that was acknowledged before it began, and can be served from', async () => {
		const server = await startServer({ engine });
		await makeUser(server, 'lead@example.org', 'admin');
		await makeUser(server, 'rater@example.org', 'rater');
		const admin = withKey(server, await makeKey(server, '--name', 'admin', '--role', 'admin'));
		const rater = await signedIn(server, 'rater@example.org');
		await admin('POST', '/api/v1/projects', { slug: 'kept', name: 'Kept', stage: 'alignment' });
		await admin('POST', '/api/v1/projects/kept/items', pairs(PAIRS), {
			'content-type': 'application/x-ndjson'
		});

		const acknowledged: string[] = [];
		let working = true;
		const work = async () => {
			while (working) {
				const { body } = await rater('POST', '/api/v1/projects/kept/claims', { count: 5 });
				const held = (body as Claimed).assignments;
				if (held.length === 0) return;
				for (const { id, token, item } of held) {
					const [first, second] = item.responses;
					const sent = await rater('POST', `/api/v1/assignments/${id}/submit`, {
						token,
						answers: { preference: { tiers: [[first?.id], [second?.id]], strength: 2 } }
					});
					if (sent.status === 201) acknowledged.push((sent.body as { id: string }).id);
				}
			}
		};
		const busy = work();
		while (acknowledged.length < 10) await new Promise((resolve) => setTimeout(resolve, 5));
		const before = [...acknowledged];
		const to = join(await freshFolder(), 'copy.db');
		const run = await assent(server, ['backup', '--to', to]);
		working = false;
		await busy;
		expect(run.stderr).toContain('Opened and whole');
		expect(run.code).toBe(0);
		expect(run.stdout.trim()).toBe(to);
		expect(existsSync(to)).toBe(true);
		await server.stop();

		const copy = await startServer({
			engine: 'sqlite',
			place: { databaseUrl: `file:${to}`, keys: server.keys }
		});
		const again = withKey(copy, await makeKey(copy, '--name', 'reader', '--role', 'admin'));
		const rows = lines((await again('GET', '/api/v1/projects/kept/judgments')).body);
		const ids = rows.map((row) => row.id);
		expect(before.filter((id) => !ids.includes(id))).toEqual([]);
		// It goes on from there: the rater signs in with the old password and is handed the next pair.
		const rated = await signedIn(copy, 'rater@example.org');
		const next = await rated('POST', '/api/v1/projects/kept/claims', {});
		expect((next.body as Claimed).assignments).toHaveLength(1);
		await copy.stop();
	});

	it('is refused where a file already is, and nothing is touched', async () => {
		const server = await startServer({ engine });
		const to = join(await freshFolder(), 'copy.db');
		expect((await assent(server, ['backup', '--to', to])).code).toBe(0);
		const second = await assent(server, ['backup', '--to', to]);
		expect(second.code).toBe(1);
		expect(second.stderr).toContain('There is already a file');
		await server.stop();
	});
});
