import type { Actor } from '#lib/auth/actor.ts';
import type { Auth } from '#lib/auth/auth.server.ts';
import type { Log } from '#lib/log/follow.server.ts';
import type { Store } from '#lib/schema/store.server.ts';

declare global {
	namespace App {
		interface Locals {
			/** what the process opened once, at its start */
			app: { store: Store; log: Log; auth: Auth; stopping: AbortSignal };
			actor: Actor | null;
			/** the session's token hash, for those who signed in */
			session: { id: string; expiresAt: number } | null;
		}
		interface Error {
			message: string;
			code?: string;
			incident?: string;
		}
	}
}
export {};
