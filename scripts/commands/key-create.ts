import { KeyInput } from '#lib/auth/input.ts';
import { createKey } from '#lib/auth/keys.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { actor, note, print, required, text, withStore, type Command } from '../lib/command.ts';

export const command: Command = {
	usage: 'key create --name N (--role R | --user EMAIL) [--project SLUG]',
	summary: 'Makes an API key and prints it on its last line. It is shown this once.',
	options: {
		name: { type: 'string', about: 'what the log calls it; for an AI system, the agent' },
		role: { type: 'string', about: 'a role of its own: admin, researcher, operator or agent' },
		user: { type: 'string', about: 'or the e-mail of the person as whom it annotates and rates' },
		project: { type: 'string', about: 'the one project that it reaches; default all' }
	},
	example:
		'  KEY=$(npm run -s assent -- key create --name importer --role admin)\n  curl -H "Authorization: Bearer $KEY" http://localhost:3000/api/v1/projects',
	async run({ values }) {
		const input = parseAs(KeyInput, {
			name: required(values, 'name'),
			role: text(values, 'role'),
			user: text(values, 'user'),
			project: text(values, 'project') === '*' ? undefined : text(values, 'project')
		});
		const made = await withStore((store) => createKey(store, actor, input));
		note('Keep this key: only its hash is stored.');
		print(made.key);
		return 0;
	}
};
