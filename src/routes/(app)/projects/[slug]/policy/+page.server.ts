import { standing } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { page } from '#lib/http/page.server.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';
import { signersWithPasskey } from '#lib/runtime/needs-passkey.server.ts';
import { policyHistory, readPolicy } from '#lib/runtime/policy.server.ts';
import { isGuarded } from '#lib/runtime/policy.ts';

export const load = page(async ({ store, actor, slug }) => {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const [policy, history, own, passkeys] = await Promise.all([
		readPolicy(store, actor, slug),
		policyHistory(store, actor, slug),
		standing(store.read, actor, project),
		signersWithPasskey(store.read, project)
	]);
	const role = may(actor, 'policy', own);
	return {
		policy,
		history,
		passkeys,
		mayWrite: role === 'admin' || (role !== null && !isGuarded(policy)),
		guarded: role !== null && role !== 'admin' && isGuarded(policy)
	};
});
