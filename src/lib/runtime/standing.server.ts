/** How a runtime project stands: what waits, what became of the rest, who watches, what is stopped. */
import { may } from '#lib/auth/access.ts';
import { standing as ownStanding } from '#lib/auth/access.server.ts';
import type { Actor } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { authorizeRuntime } from './decision.server.ts';
import { listHalts } from './halt.server.ts';
import type { StoredStatus } from './lifecycle.ts';
import { policyVersion } from './policy.server.ts';
import { openSeedings } from './seeding.server.ts';
import { whoWatches } from './watch.server.ts';

export type RuntimeStanding = {
	all: number;
	open: number;
	alone: number;
	approved: number;
	edited: number;
	rejected: number;
	denied: number;
	expired: number;
	halted: number;
	policy: number;
	watchers: string[];
	halts: number;
};

/** @returns null for whoever may see the project and not its decisions */
export async function runtimeStanding(
	store: Store,
	actor: Actor,
	slug: string
): Promise<RuntimeStanding | null> {
	const { project } = await authorizeRuntime(store, actor, 'see', slug);
	if (may(actor, 'decisions', await ownStanding(store.read, actor, project)) === null) return null;
	const [rows, version, watch, halts, checks] = await Promise.all([
		store.read.query<{ status: StoredStatus; many: number }>(
			'select status, count(*) as many from decision where project_id = $1 group by status',
			project.id
		),
		policyVersion(store.read, project.id),
		whoWatches(store, actor, slug),
		listHalts(store, actor),
		actor.kind === 'person' ? openSeedings(store, actor, slug, Date.now()) : []
	]);
	const of = (...statuses: StoredStatus[]) =>
		rows.filter(({ status }) => statuses.includes(status)).reduce((sum, { many }) => sum + Number(many), 0);
	return {
		all: rows.reduce((sum, { many }) => sum + Number(many), 0) + checks.length,
		// A number that their list does not have would tell which of them are checks.
		open: of('pending', 'veto_open') + checks.length,
		alone: of('auto_approved'),
		approved: of('approved'),
		edited: of('approved_with_edit'),
		rejected: of('rejected', 'responded'),
		denied: of('denied'),
		expired: of('expired'),
		halted: of('halted'),
		policy: version,
		watchers: watch.watchers,
		halts: halts.filter((halt) => halt.project === null || halt.project === slug).length
	};
}
