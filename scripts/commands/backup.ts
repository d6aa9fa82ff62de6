import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { backup } from '#lib/schema/backup.server.ts';
import { environment } from '#lib/schema/environment.ts';
import { note, print, text, type Command } from '../lib/command.ts';

export const command: Command = {
	usage: 'backup [--to FILE]',
	summary: 'Copies the database into one file while people work, opens the copy and checks it.',
	options: { to: { type: 'string', about: 'where to; default data/backups/assent-<time>.db' } },
	example:
		'  npm run -s assent -- backup\n  DATABASE_URL=file:./data/backups/assent-….db npm start   serves from the copy',
	async run({ values }) {
		const folder = join('data', 'backups');
		mkdirSync(folder, { recursive: true });
		const stamp = new Date().toISOString().replace(/[:.]/g, '-');
		const made = await backup(
			environment.databaseUrl,
			text(values, 'to') ?? join(folder, `assent-${stamp}.db`)
		);
		const { item = 0, judgment = 0, event = 0 } = made.counts;
		note(`${made.bytes.toLocaleString('en')} bytes: ${item} items, ${judgment} judgments, ${event} events.`);
		note(`Opened and whole. Keep ${environment.keys} too, and apart from it.`);
		print(made.file);
		return 0;
	}
};
