import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { changeInstance, readInstance } from '#lib/runtime/instance.server.ts';
import { InstancePatch } from '#lib/runtime/instance.ts';

export const load = page(async ({ store, actor }) => ({ settings: await readInstance(store, actor) }));

export const actions = {
	halts: action('halts', async ({ store, actor, form }) => {
		const patch = { halt_second_person: form.get('halt_second_person') === 'on' };
		const { halt_second_person: second } = await changeInstance(store, actor, parseAs(InstancePatch, patch));
		return second ? 'A second person lifts each halt.' : 'Whoever made a halt may lift it.';
	}),
	retention: action(
		'retention',
		async ({ store, actor, form }) => {
			const patch = { retention_days: Number(form.get('retention_days')) };
			const { retention_days } = await changeInstance(store, actor, parseAs(InstancePatch, patch));
			return `What decisions hold is kept for ${retention_days} days at least.`;
		},
		['retention_days']
	)
};
