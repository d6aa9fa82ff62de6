/** Very many decisions at once, as they would be after months: rows alone, without events or grants. */
import type { Store } from '#lib/schema/store.server.ts';

export type Some = {
	/** ids begin with it */
	prefix: string;
	project: string;
	action: string;
	many: number;
	band: number;
	asked: number;
	verdict?: 'kept' | 'edited' | 'rejected' | 'responded';
	createdAt?: number;
	/** how many in a row propose exactly the same */
	alike?: number;
};

/** A write lasts milliseconds. */
const BATCH = 3000;

/** @param some each so many decisions that are alike in what is counted of them */
export async function addDecisions(store: Store, some: Some[]): Promise<void> {
	for (const { prefix, project, action, many, band, asked, verdict, createdAt, alike = 1 } of some)
		for (let from = 1; from <= many; from += BATCH) {
			const numbers = `with recursive numbers (n) as (select ${from} union all
				select n + 1 from numbers where n < ${Math.min(many, from + BATCH - 1)})`;
			const at = createdAt ?? Date.now();
			const ran = asked < 1;
			await store.write(async (tx) => {
				await tx.query(
					`insert into item (id, project_id, key, payload, priority, digest, event_id, created_at)
					${numbers} select cast($1 as text) || n, id, cast($1 as text) || n,
						'{"action":{"args":{},"name":"x"},"allowed":["approve"],"unbound":[]}', 0, '', '', ${at}
					from numbers, project where slug = $2`,
					prefix,
					project
				);
				await tx.query(
					`insert into decision (id, project_id, key_id, agent, action_name, action_hash, status, mode, rule,
						policy_version, gate, confidence, risk, expires_at, halt_epoch, version, asked, band, verdict,
						sampled, reversed, created_at, event_id)
					${numbers} select cast($1 as text) || n, id, 'key', 'agent', $3, 'sha256:' || (n / ${alike}),
						'${ran ? 'auto_approved' : 'approved'}', 'in_the_loop', 'default', 0, '{}', ${band / 100}, 'low',
						${at}, 0, 1, ${asked}, ${band}, ${verdict ? `'${verdict}'` : 'null'}, ${ran && verdict ? 'true' : 'false'},
						${verdict === 'rejected' && ran ? 'true' : 'false'}, ${at}, ''
					from numbers, project where slug = $2`,
					prefix,
					project,
					action
				);
			});
		}
}
