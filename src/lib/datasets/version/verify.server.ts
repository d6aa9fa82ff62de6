/**
 * Makes a version again from what the database holds today, and compares each digest. What is kept is read again
 * too: bytes that rotted are found as well as judgments that changed.
 */
import { createHash } from 'node:crypto';
import type { Store } from '#lib/schema/store.server.ts';
import { buildVersion } from './build.server.ts';
import { bytesOf } from './files.server.ts';
import type { VersionRow } from './versions.server.ts';

export type FileCheck = {
	name: string;
	/** as the version says */
	sha256: string;
	/** as it is made today; null when it is not made any more */
	made: string | null;
	/** as it is kept; null when its bytes are not there */
	kept: string | null;
};

async function keptDigest(store: Store, row: VersionRow, file: VersionRow['manifest']['files'][number]) {
	const digest = createHash('sha256');
	try {
		for await (const bytes of bytesOf(store.read, row.build, file)) digest.update(bytes);
	} catch {
		return null;
	}
	return digest.digest('hex');
}

/** @returns each file; the version stands when all three digests of each are the same */
export async function verifyVersion(
	store: Store,
	row: VersionRow,
	step: (done: number, total: number | null) => void
): Promise<FileCheck[]> {
	const again = await buildVersion({ read: store.read, put: async () => {}, step }, row.recipe);
	const made = new Map(again.files.map(({ name, sha256 }) => [name, sha256]));
	const checks: FileCheck[] = [];
	for (const file of row.manifest.files)
		checks.push({
			name: file.name,
			sha256: file.sha256,
			made: made.get(file.name) ?? null,
			kept: await keptDigest(store, row, file)
		});
	return checks;
}

export const stands = ({ sha256, made, kept }: FileCheck): boolean => sha256 === made && sha256 === kept;
