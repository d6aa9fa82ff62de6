/** The first admin: made by whoever reads the console. The code is new at each start and works once. */
import { and, eq } from 'drizzle-orm';
import { sha256 } from '#lib/schema/digest.server.ts';
import { newToken } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { setting } from '#lib/schema/tables.ts';
import { startSession, type SignedIn } from './auth.server.ts';
import type { SetupInput } from './input.ts';
import { hashPassword } from './password.server.ts';
import { hasAdmin, insertUser } from './people.server.ts';

const NAME = 'setup_code';

/** @returns a code that voids the one before, or null when there is an admin */
export async function newSetupCode(store: Store): Promise<string | null> {
	const code = newToken();
	return store.write(async (tx) => {
		if (await hasAdmin(tx)) {
			await tx.delete(setting).where(eq(setting.name, NAME));
			return null;
		}
		const value = sha256(code);
		await tx
			.insert(setting)
			.values({ name: NAME, value })
			.onConflictDoUpdate({ target: setting.name, set: { value } });
		return code;
	});
}

const isSetupCode = (code: string) => and(eq(setting.name, NAME), eq(setting.value, sha256(code)));
const spent = () =>
	new Refusal(
		'link_expired',
		'This setup link is not valid any more. The server prints a new one at each start, as long as there is no admin.'
	);

/** @throws Refusal link_expired */
export async function peekSetup(store: Store, code: string): Promise<void> {
	const [row] = await store.read.select().from(setting).where(isSetupCode(code));
	if (!row || (await hasAdmin(store.read))) throw spent();
}

/** Of two at once, one deletes the code and becomes the admin. @throws Refusal link_expired, email_taken */
export async function setUp(
	store: Store,
	code: string,
	{ email, name, password }: SetupInput,
	now = Date.now()
): Promise<SignedIn> {
	await peekSetup(store, code);
	const passwordHash = await hashPassword(password);
	return store.write(async (tx) => {
		const [taken] = await tx.delete(setting).where(isSetupCode(code)).returning();
		if (!taken || (await hasAdmin(tx))) throw spent();
		const made = await insertUser(
			tx,
			{ email, name, roles: ['admin'], passwordHash },
			{ actor: null, by: 'setup' },
			now
		);
		return startSession(tx, made);
	});
}
