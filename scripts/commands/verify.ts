import { explained, explainVersion } from '#lib/datasets/version/explain.server.ts';
import { stands, verifyVersion, type FileCheck } from '#lib/datasets/version/verify.server.ts';
import { findVersion, type VersionRow } from '#lib/datasets/version/versions.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { actor, note, print, withStore, type Command } from '../lib/command.ts';
import { progress } from '../lib/progress.ts';

function tell(check: FileCheck): void {
	const { name, sha256, made, kept, reworded } = check;
	if (stands(check)) print(`${reworded ? 'words ' : 'same  '} ${sha256}  ${name}`);
	else if (reworded) print(`rotten ${kept ?? 'missing'}  ${name}  instead of ${sha256}`);
	else if (made !== sha256) print(`other  ${made ?? 'not made'}  ${name}  instead of ${sha256}`);
	else print(`rotten ${kept ?? 'missing'}  ${name}  instead of ${sha256}`);
}

function same(checks: FileCheck[]): string {
	const many = checks.filter(({ reworded }) => !reworded).length;
	return many === checks.length
		? `${many} files are the same`
		: `${many} files are the same, and the card says the same as an earlier release worded it`;
}

/** Which rows an erasure took, and how all others stand: files that rotted can be compared with nothing. */
async function explain(store: Store, row: VersionRow, checks: FileCheck[]): Promise<string> {
	if (checks.some(({ sha256, kept }) => kept !== sha256)) return '';
	const bar = progress('examples', null);
	const found = await explainVersion(store, row, (done) => bar.step(done));
	bar.end();
	for (const { file, line, project, item, erased_at } of found.erased)
		print(`erased ${file}:${line}  ${project} ${item}  ${erased_at.slice(0, 10)}`);
	for (const { file, line, project, item } of found.gone) print(`gone   ${file}:${line}  ${project} ${item}`);
	return ` ${explained(found)}`;
}

export const command: Command = {
	usage: 'verify NAME VERSION',
	summary:
		'Makes a version of a dataset again from the judgments, and compares each file with what was made. Where an erasure took rows, it names them.',
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
			for (const check of checks) tell(check);
			const isWhole = checks.every(stands);
			note(
				isWhole
					? `Version ${row.version} of ${row.dataset} stands: ${same(checks)}.`
					: `Version ${row.version} of ${row.dataset} does not stand.${await explain(store, row, checks)}`
			);
			return isWhole ? 0 : 1;
		});
	}
};
