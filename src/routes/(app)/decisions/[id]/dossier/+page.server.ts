import { action, page } from '#lib/http/page.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { may } from '#lib/auth/access.ts';
import { dossier as readDossier } from '#lib/runtime/reviewer.server.ts';
import { eraseDecision } from '#lib/runtime/erase.server.ts';
import { EraseInput } from '#lib/runtime/input.ts';
import { isOpen, type Status } from '#lib/runtime/lifecycle.ts';
import { retentionDays } from '#lib/runtime/instance.server.ts';

const DAY_MS = 86_400_000;

export const load = page(async ({ event, store, actor, params: { id = '' } }) => {
	const { seal, ...dossier } = await readDossier(store, event.locals.app.secrets, actor, id);
	const days = await retentionDays(store.read);
	const { created_at, status, erased_at } = dossier.decision;
	const erasable = may(actor, 'instance') !== null && erased_at === null && !isOpen(status as Status);
	return {
		dossier,
		seal: seal.length,
		/** for whom may erase it: whether that is before its time, and when that comes */
		erase: erasable
			? { days, until: new Date(Date.parse(created_at) + days * DAY_MS).toISOString().slice(0, 10) }
			: null,
		young: Date.now() < Date.parse(created_at) + days * DAY_MS
	};
});

export const actions = {
	default: action(
		'erase',
		async ({ store, actor, params: { id = '' }, form }) => {
			const input = parseAs(EraseInput, {
				reason: form.get('reason') ?? '',
				early: form.get('early') === 'on'
			});
			const { copies } = await eraseDecision(store, actor, id, input);
			const others = copies.map(({ project }) => project).join(', ');
			return copies.length === 0
				? 'Its content is erased.'
				: `Its content is erased here. Loop rules made copies of it that stand: in ${others}.`;
		},
		['reason']
	)
};
