import type { Actor } from '#lib/auth/actor.ts';
import type { Auth } from '#lib/auth/auth.server.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import type { Gate } from '#lib/http/gate.server.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import type { Pouring } from '#lib/job/pouring.server.ts';
import type { Log } from '#lib/log/follow.server.ts';
import type { Metrics } from '#lib/metrics/metrics.server.ts';
import type { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Means } from '#lib/webhook/webhooks.server.ts';

declare global {
	namespace App {
		interface Locals {
			/** what the process opened once, at its start */
			app: {
				store: Store;
				log: Log;
				auth: Auth;
				gate: Gate;
				secrets: Secrets;
				/** counts what a version of a dataset would hold */
				counting: Answering;
				/** agreement, leaderboards: statistics of judgments */
				statistics: Answering;
				/** makes files that are downloaded */
				pouring: Pouring;
				/** what webhooks are signed and sent with */
				webhooks: Means;
				metrics: Metrics;
				stopping: AbortSignal;
			};
			actor: Actor | null;
			/** who the same session or key stands for by now; what lasts for hours asks again */
			again: () => Promise<Actor | null>;
			/** the session's token hash, for those who signed in */
			session: { id: string; expiresAt: number } | null;
			/** why a session or key that was sent does not count */
			refused: Refusal | null;
		}
		interface Error {
			message: string;
			code?: string;
			incident?: string;
		}
	}
}
export {};
