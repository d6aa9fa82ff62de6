import { stands, verifyVersion } from '#lib/datasets/version/verify.server.ts';
import { findVersion } from '#lib/datasets/version/versions.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { actor, note, print, withStore, type Command } from '../lib/command.ts';
import { progress } from '../lib/progress.ts';

export const command: Command = {
	usage: 'verify NAME VERSION',
	summary:
		'Makes a version of a dataset again from the judgments, and compares each file with what was made.',
	options: {},
	example: '  npm run -s assent -- verify preferences 3',
	async run({ positionals: [name, version, ...more] }) {
		if (name === undefined || version === undefined || more.length > 0)
			throw new Refusal('invalid', 'Name a dataset and a version: verify preferences 3, or latest.');
		return withStore(async (store) => {
			const row = await findVersion(store, actor, name, version);
			const bar = progress('examples', null);
			const checks = await verifyVersion(store, row, (done) => bar.step(done));
			bar.end();
			for (const check of checks) {
				const { name: file, sha256, made, kept } = check;
				if (stands(check)) print(`same   ${sha256}  ${file}`);
				else if (made !== sha256) print(`other  ${made ?? 'not made'}  ${file}  instead of ${sha256}`);
				else print(`rotten ${kept ?? 'missing'}  ${file}  instead of ${sha256}`);
			}
			const isWhole = checks.every(stands);
			note(
				isWhole
					? `Version ${row.version} of ${row.dataset} stands: ${checks.length} files are the same.`
					: `Version ${row.version} of ${row.dataset} does not stand.`
			);
			return isWhole ? 0 : 1;
		});
	}
};
