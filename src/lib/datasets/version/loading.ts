/**
 * How a version is loaded in Python: from its files in a folder, or straight from the server with a key. Seen with the
 * versions of scripts/loaders.txt, which is where these lines are run.
 */
export type Loadable = {
	dataset: string;
	/** a number, or `latest` */
	version: number | string;
	/** in their order, each with the name of its file */
	splits: { name: string; file: string }[];
};

const builders: Record<string, string> = { jsonl: 'json', json: 'json', csv: 'csv', parquet: 'parquet' };

/** The builder of load_dataset that reads files with this ending; null where it has none for them. */
export const builderOf = (extension: string): string | null => builders[extension] ?? null;

const dataFiles = (splits: Loadable['splits'], pathOf: (file: string) => string): string =>
	`{${splits.map(({ name, file }) => `"${name}": ${pathOf(file)}`).join(', ')}}`;

/** From the folder that the archive unpacks to, or where each file was saved. */
export const fromFolder = (builder: string, { splits }: Loadable): string[] => [
	'from datasets import load_dataset',
	`dataset = load_dataset("${builder}", data_files=${dataFiles(splits, (file) => `"${file}"`)})`
];

/**
 * A download, as it is now. Without an ETag, datasets takes what it fetched from the same address before: it is told not to, nor to
 * expect as many rows as there were.
 * @param url its whole address
 */
export const fromDownload = (builder: string, url: string): string[] => [
	'import os',
	'from datasets import load_dataset',
	'rows = load_dataset(',
	`    "${builder}",`,
	`    data_files="${url}",`,
	'    split="train",',
	'    download_mode="force_redownload",',
	'    verification_mode="no_checks",',
	'    storage_options={"headers": {"Authorization": "Bearer " + os.environ["ASSENT_KEY"]}},',
	')'
];

/** @param server its address as Python, such as `"https://example.org"` */
export const fromServer = (
	builder: string,
	{ dataset, version, splits }: Loadable,
	server: string
): string[] => [
	'import os',
	'from datasets import load_dataset',
	`files = ${server} + "/api/v1/datasets/${dataset}/${version}/"`,
	'dataset = load_dataset(',
	`    "${builder}",`,
	`    data_files=${dataFiles(splits, (file) => `files + "${file}"`)},`,
	'    storage_options={"headers": {"Authorization": "Bearer " + os.environ["ASSENT_KEY"]}},',
	')'
];
