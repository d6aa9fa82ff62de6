import { InviteInput, UserInput } from '#lib/auth/input.ts';
import { invite } from '#lib/auth/links.server.ts';
import { createUser } from '#lib/auth/people.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { environment } from '#lib/schema/environment.ts';
import { actor, firstLine, list, note, print, required, withStore, type Command } from '../lib/command.ts';

export const command: Command = {
	usage: 'user create --email E --name N --role R [--role R …] [--password-stdin]',
	summary: 'Makes a person who can sign in, or, without a password, the link under which they set one.',
	options: {
		email: { type: 'string', about: 'under which they sign in and their judgments are exported' },
		name: { type: 'string', about: 'shown to others' },
		role: {
			type: 'string',
			multiple: true,
			about: 'admin, researcher, annotator, rater or operator; may repeat'
		},
		'password-stdin': { type: 'boolean', about: 'reads the password as one line from standard input' }
	},
	example:
		"  echo 'seven blue chairs' | npm run -s assent -- user create --email admin@example.org --name Admin --role admin --password-stdin",
	async run({ values }) {
		const person = {
			email: required(values, 'email'),
			name: required(values, 'name'),
			roles: list(values, 'role')
		};
		if (values['password-stdin']) {
			const input = parseAs(UserInput, { ...person, password: await firstLine() });
			const made = await withStore((store) => createUser(store, actor, input));
			print(`${made.email} can sign in as ${made.roles.join(', ')}.`);
			return 0;
		}
		const input = parseAs(InviteInput, person);
		const link = await withStore((store) => invite(store, actor, input));
		note(`Send this link to ${input.email}. It works once, until ${new Date(link.expiresAt).toISOString()}.`);
		print(environment.origin + link.path);
		return 0;
	}
};
