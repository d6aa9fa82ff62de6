/** Who acts. Identity comes from the session or the key, never from a body. */
import type { Role } from '#lib/schema/values.ts';

/** A signed-in person, or a key made for one (`via: 'key'`), which acts as them in annotation and alignment. */
export type Person = {
	kind: 'person';
	id: string;
	email: string;
	name: string;
	roles: Role[];
	via: 'session' | 'key';
	/** the key's project when it names one, else null */
	only: string | null;
	/** the key that stands for the person, when one does */
	keyId?: string;
};

/** A program with a role of its own. It never votes. */
export type Program = {
	kind: 'program';
	/** the key's id */
	id: string;
	/** the key's name: for runtime, the agent */
	name: string;
	role: Role;
	via: 'key';
	only: string | null;
};

/** Commands on the machine itself, which may do what an admin may. */
export type Console = { kind: 'console'; via: 'console' };

export type Actor = Person | Program | Console;

/** How the log names an actor. */
export const actorName = (actor: Actor): string =>
	actor.kind === 'person' ? `user:${actor.id}` : actor.kind === 'program' ? `key:${actor.name}` : 'system';

export const console: Console = { kind: 'console', via: 'console' };
