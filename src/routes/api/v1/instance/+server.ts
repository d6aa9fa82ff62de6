import { authorizeInstance } from '#lib/auth/access.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { changeInstance, readInstance } from '#lib/runtime/instance.server.ts';
import { InstancePatch } from '#lib/runtime/instance.ts';

export const GET = endpoint(
	{ summary: 'The settings of the instance', answers: { 200: 'the settings' } },
	async ({ store, actor }) => answer(await readInstance(store, actor))
);

export const PATCH = endpoint(
	{
		summary: 'Change the settings of the instance',
		body: InstancePatch,
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 200: 'the settings' }
	},
	async ({ store, actor, body }) => answer(await changeInstance(store, actor, body))
);
