/** The live demo: three agents as the textbooks have them, with a policy, and some of their decisions waiting. */
import { console as actor, type Program } from '#lib/auth/actor.ts';
import { createKey } from '#lib/auth/keys.server.ts';
import { createProject } from '#lib/project/project.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { deletion, DEMO_PROJECT, flight, mail, mails, query, type Ask } from './demo.ts';
import { writePolicy } from './policy.server.ts';
import { submitDecision } from './submit.server.ts';

const DAY_SECONDS = 86_400;

export const demoPolicy = {
	actions: {
		'mail.send': {
			args_schema: {
				type: 'object',
				required: ['to', 'subject', 'body'],
				properties: {
					to: { type: 'string', title: 'To' },
					subject: { type: 'string', title: 'Subject', maxLength: 120 },
					body: { type: 'string', title: 'Text' }
				}
			}
		},
		'db.delete': { risk_floor: 'critical' }
	},
	rules: [
		{
			name: 'a person sends mail',
			when: 'action.name == "mail.send"',
			mode: 'in_the_loop',
			gate: { timeout_seconds: DAY_SECONDS }
		},
		{
			name: 'flight is watched',
			when: 'action.name == "drone.fly_to" && args.altitude_m <= 120',
			mode: 'on_the_loop',
			veto_seconds: 20,
			gate: { timeout_seconds: 120 }
		},
		{
			name: 'above the ceiling',
			when: 'action.name == "drone.fly_to" && args.altitude_m > 120',
			mode: 'deny'
		},
		{ name: 'queries are free', when: 'action.name == "db.query"', mode: 'out_of_the_loop', sample: 0.1 },
		{
			name: 'an administrator deletes',
			when: 'action.name == "db.delete"',
			mode: 'in_the_loop',
			gate: { roles: ['admin'], timeout_seconds: DAY_SECONDS }
		}
	]
};

const guidelines = `Three agents are at work here.

- **The mailer** drafts answers to customers. Read them as the customer would, change what is wrong, approve.
- **The drone** flies its route by itself while somebody watches the monitor. Take over with \`t\` when it should not.
- **The librarian** queries its database freely. What it wants to delete waits for an administrator.
`;

async function agent(store: Store, name: string): Promise<Program> {
	const key = await createKey(store, actor, { name, role: 'agent', project: DEMO_PROJECT });
	return { kind: 'program', id: key.id, name: key.name, role: 'agent', via: 'key', only: null };
}

/** Makes the project and what waits in it. The keys made here are shown to nobody. */
export async function seedRuntimeDemo(store: Store, secrets: Secrets): Promise<void> {
	await createProject(
		store,
		actor,
		{
			slug: DEMO_PROJECT,
			name: 'Agents at work',
			stage: 'runtime',
			guidelines,
			settings: { output_field: 'body' }
		},
		{ demo: true }
	);
	await writePolicy(store, actor, DEMO_PROJECT, demoPolicy as unknown as Json);
	const [mailer, drone, librarian] = [
		await agent(store, 'demo-mailer'),
		await agent(store, 'demo-drone'),
		await agent(store, 'demo-librarian')
	];
	const ask = (who: Program, what: Ask) =>
		submitDecision(store, secrets, who, { project: DEMO_PROJECT, ...what });
	for (let i = 0; i < 4; i++) await ask(librarian, query(i));
	for (let i = 0; i < Math.min(2, mails.length); i++) await ask(mailer, mail(i));
	await ask(librarian, deletion(0));
	await ask(drone, flight(0));
}
