/**
 * Numbers as Prometheus reads them: the text-based exposition format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). A family has one name, one type, and a line a sample.
 */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Labels = Readonly<Record<string, string>>;
export type Sample = { labels?: Labels; value: number };
export type Family =
	| { name: string; help: string; type: 'counter' | 'gauge'; samples: Sample[] }
	| { name: string; help: string; type: 'histogram'; samples: Distribution[] };

/** `counts[i]` are those at or below `bounds[i]` and above the bound before; the last are above all bounds. */
export type Distribution = {
	labels?: Labels;
	bounds: readonly number[];
	counts: readonly number[];
	sum: number;
};

const escaped = (text: string): string =>
	text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
const helped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

const numbered = (value: number): string =>
	value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : Number.isNaN(value) ? 'NaN' : String(value);

const line = (name: string, labels: Labels, value: number): string => {
	const inside = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
	return `${name}${inside.length === 0 ? '' : `{${inside.join(',')}}`} ${numbered(value)}\n`;
};

function distributed(name: string, { labels = {}, bounds, counts, sum }: Distribution): string {
	let total = 0;
	const buckets = [...bounds, Infinity].map((bound, i) => {
		total += counts[i] ?? 0;
		return line(`${name}_bucket`, { ...labels, le: numbered(bound) }, total);
	});
	return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, total)].join('');
}

export const expose = (families: Family[]): string =>
	families
		.map((family) => {
			const { name, help, type } = family;
			const head = `# HELP ${name} ${helped(help)}\n# TYPE ${name} ${type}\n`;
			const lines =
				family.type === 'histogram'
					? family.samples.map((sample) => distributed(name, sample))
					: family.samples.map(({ labels = {}, value }) => line(name, labels, value));
			return head + lines.join('');
		})
		.join('');
