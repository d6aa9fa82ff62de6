/** The ways to take a file: its address and name, and the lines that fetch it or load it, with this instance's address. */
import type { ExportQuery } from '#lib/datasets/export.ts';
import { builderOf, fromDownload } from '#lib/datasets/version/loading.ts';
import { partsOf, quoted } from './query.ts';

type Of = {
	origin: string;
	slug: string;
	query: ExportQuery;
	/** what a file of the format ends in where it is no table */
	extension: string;
};

export const searchOf = (query: ExportQuery): string => new URLSearchParams(partsOf(query)).toString();

export const addressOf = (slug: string, query: ExportQuery): string =>
	`/api/v1/projects/${slug}/export?${searchOf(query)}`;

const endOf = ({ query, extension }: Of): string => (query.as === 'jsonl' ? extension : query.as);

export const fileOf = (of: Of): string => `${of.slug}-${of.query.format}.${endOf(of)}`;

export const commandOf = (of: Of): string =>
	[
		'npm run -s assent -- export',
		`--project ${of.slug}`,
		...partsOf(of.query).map(([name, value]) => `--${name} ${quoted(value)}`),
		`--out ${fileOf(of)}`
	].join(' \\\n  ');

export const curlOf = (of: Of): string =>
	`curl -H "Authorization: Bearer $ASSENT_KEY" -o ${fileOf(of)} \\\n  ${quoted(of.origin + addressOf(of.slug, of.query))}`;

/** Lines of Python; null where load_dataset reads no such file. */
export function pythonOf(of: Of): string | null {
	const builder = builderOf(endOf(of));
	return builder && fromDownload(builder, of.origin + addressOf(of.slug, of.query)).join('\n');
}
