import { copyDatabase } from '#lib/schema/copy.server.ts';
import { environment } from '#lib/schema/environment.ts';
import { note, print, required, text, type Command } from '../lib/command.ts';
import { progress } from '../lib/progress.ts';

/** `data/new.db` is a file as well as `file:data/new.db`. */
const urlOf = (given: string): string => (/^(postgres(ql)?|file):/.test(given) ? given : `file:${given}`);

export const command: Command = {
	usage: 'copy --to URL [--from URL]',
	summary:
		'Copies the whole database into an empty one, on the same engine or the other, and compares every table.',
	options: {
		to: { type: 'string', about: 'postgres://… or a file; what is there has to be empty' },
		from: { type: 'string', about: 'default DATABASE_URL; it is only read' }
	},
	example:
		'  npm run -s assent -- copy --to postgres://assent@localhost/assent\n  DATABASE_URL=postgres://assent@localhost/assent npm start   goes on from there\n\nStop the server first: what is written after the copy began is not in it.',
	async run({ values }) {
		const bar = progress('rows', null);
		let done = 0;
		const copies = await copyDatabase(
			urlOf(text(values, 'from') ?? environment.databaseUrl),
			urlOf(required(values, 'to')),
			(rows) => bar.step((done += rows))
		).finally(() => bar.end());
		for (const { table, rows, sha256 } of copies)
			if (rows > 0)
				print(`same   ${sha256}  ${table}, ${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`);
		note(
			`${done.toLocaleString('en')} rows of ${copies.length} tables are there, and the same. The keys in ${environment.keys} are no part of a database: the next server needs them too.`
		);
		return 0;
	}
};
