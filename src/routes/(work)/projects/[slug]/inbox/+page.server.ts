import { ownPasskeys } from '#lib/auth/passkeys.server.ts';
import { page } from '#lib/http/page.server.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';
import { listHalts } from '#lib/runtime/halt.server.ts';
import { list as listDecisions } from '#lib/runtime/reviewer.server.ts';
import { policyHistory } from '#lib/runtime/policy.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';

const PAGE = 50;

export const load = page(async ({ store, actor, slug }) => {
	const { project, role } = await authorizeRuntime(store, actor, 'review', slug);
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'Pages are for people; a key has the API.');
	const list = (status: 'open' | 'sampled') =>
		listDecisions(store, actor, { project: slug, status, limit: PAGE });
	const [open, sampled, halts, policies, passkeys] = await Promise.all([
		list('open'),
		list('sampled'),
		listHalts(store, actor),
		policyHistory(store, actor, slug),
		ownPasskeys(store, actor)
	]);
	return {
		project: { slug: project.slug, name: project.name, leaseMinutes: project.settings.lease_minutes },
		me: { email: actor.email, passkey: passkeys.some(({ confirmed }) => confirmed) },
		rules: Object.fromEntries(
			policies.map(({ version, rules }) => [
				version,
				Object.fromEntries(rules.map((rule) => [rule.name, rule.when]))
			])
		),
		setup: {
			slug: project.slug,
			role,
			open: open.items,
			sampled: sampled.items,
			more: open.next_cursor !== null,
			halts: halts.filter((halt) => halt.project === null || halt.project === slug).length
		}
	};
});
