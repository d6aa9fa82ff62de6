import { makeReset } from '#lib/auth/links.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { environment } from '#lib/schema/environment.ts';
import { Email } from '#lib/schema/values.ts';
import { actor, note, print, required, withStore, type Command } from '../lib/command.ts';

export const command: Command = {
	usage: 'user reset --email E',
	summary: 'Prints a link under which a person sets a new password. Using it ends their sessions.',
	options: { email: { type: 'string', about: 'whose password was forgotten' } },
	async run({ values }) {
		const email = parseAs(Email, required(values, 'email'));
		const link = await withStore((store) => makeReset(store, actor, { email }));
		note(`Send this link to ${email}. It works once, until ${new Date(link.expiresAt).toISOString()}.`);
		print(environment.origin + link.path);
		return 0;
	}
};
