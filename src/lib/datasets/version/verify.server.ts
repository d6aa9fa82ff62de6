/**
 * Makes a version again from what the database holds today, and compares each digest. What is kept is read again
 * too: bytes that rotted are found as well as judgments that changed. A later release may word the card otherwise; its
 * numbers are those of the manifest, which has to be the same.
 */
import { createHash } from 'node:crypto';
import type { Store } from '#lib/schema/store.server.ts';
import { buildVersion, DOCUMENTS, manifestText } from './build.server.ts';
import { bytesOf } from './files.server.ts';
import type { FileLine, Manifest } from './manifest.ts';
import type { VersionRow } from './versions.server.ts';

export type FileCheck = {
	name: string;
	/** as the version says */
	sha256: string;
	/** as it is made today; null when it is not made any more */
	made: string | null;
	/** as it is kept; null when its bytes are not there */
	kept: string | null;
	/** of a card: that it is made in other words today, and all that it tells is the same */
	reworded: boolean;
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

/** The digest of a manifest that names the card as it was. */
function manifestWith(again: Manifest, { bytes, sha256 }: Pick<FileLine, 'bytes' | 'sha256'>): string {
	const files = again.files
		.filter(({ name }) => name !== DOCUMENTS.manifest)
		.map((file) => (file.name === DOCUMENTS.card ? { ...file, bytes, sha256 } : file));
	return createHash('sha256')
		.update(manifestText({ ...again, files }))
		.digest('hex');
}

/** @returns each file; the version stands when all of them do */
export async function verifyVersion(
	store: Store,
	row: VersionRow,
	step: (done: number, total: number | null) => void
): Promise<FileCheck[]> {
	const again = await buildVersion({ read: store.read, put: async () => {}, step }, row.recipe);
	const { files } = row.manifest;
	const card = files.find(({ name }) => name === DOCUMENTS.card);
	const manifest = manifestWith(again, card ?? { bytes: 0, sha256: '' });
	const tellsTheSame = files.some(({ name, sha256 }) => name === DOCUMENTS.manifest && sha256 === manifest);
	const made = new Map(again.files.map(({ name, sha256 }) => [name, sha256]));
	made.set(DOCUMENTS.manifest, manifest);
	const checks: FileCheck[] = [];
	for (const file of files) {
		const { name, sha256 } = file;
		const own = made.get(name) ?? null;
		checks.push({
			name,
			sha256,
			made: own,
			kept: await keptDigest(store, row, file),
			reworded: name === DOCUMENTS.card && own !== sha256 && tellsTheSame
		});
	}
	return checks;
}

export const stands = ({ sha256, made, kept, reworded }: FileCheck): boolean =>
	sha256 === kept && (sha256 === made || reworded);
