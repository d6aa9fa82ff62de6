/** Reads the text exposition format 0.0.4 as strictly as its description has it, and by no code of ours. */
export type Sample = { name: string; labels: Record<string, string>; value: number };
export type Read = { type: string; help: string; samples: Sample[] };

// Only \n ends a line: U+2028 and \r are signs of a label as any other.
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

function labelsIn(text: string): Record<string, string> {
	const labels: Record<string, string> = {};
	LABEL.lastIndex = 0;
	while (LABEL.lastIndex < text.length) {
		const [, name = '', value = ''] = LABEL.exec(text) ?? [];
		if (name === '' || name in labels) throw new Error(`bad labels: ${text}`);
		labels[name] = value.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
	}
	return labels;
}

const numberIn = (text: string): number => {
	const value = text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
	if (Number.isNaN(value) && text !== 'NaN') throw new Error(`no number: ${text}`);
	return value;
};

/** @throws Error for what a scraper would refuse, and for series that come twice or in two places */
export function readMetrics(text: string): Map<string, Read> {
	if (!text.endsWith('\n')) throw new Error('the last line has no end');
	const families = new Map<string, Read>();
	const seen = new Set<string>();
	let current = '';
	for (const line of text.split('\n').slice(0, -1)) {
		const [, kind, name = '', rest = ''] =
			/^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s.exec(line) ?? [];
		if (kind === 'HELP') {
			if (families.has(name)) throw new Error(`${name} comes twice`);
			families.set(name, { type: '', help: rest, samples: [] });
			current = name;
			continue;
		}
		const family = families.get(current);
		if (!family) throw new Error(`before any family: ${line}`);
		if (kind === 'TYPE') {
			if (name !== current || !/^(counter|gauge|histogram)$/.test(rest)) throw new Error(line);
			family.type = rest;
			continue;
		}
		const [, sample = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
		const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
		if (!suffixes.some((suffix) => sample === current + suffix))
			throw new Error(`not of ${current}: ${line}`);
		const series = `${sample}{${labels}}`;
		if (seen.has(series)) throw new Error(`twice: ${series}`);
		seen.add(series);
		family.samples.push({ name: sample, labels: labelsIn(labels), value: numberIn(value) });
	}
	for (const [name, { type, samples }] of families) {
		if (type === '') throw new Error(`${name} has no type`);
		if (type === 'counter' && (!name.endsWith('_total') || samples.some(({ value }) => value < 0)))
			throw new Error(`${name} is no counter`);
		if (type === 'histogram') assertHistogram(name, samples);
	}
	return families;
}

/** Buckets never fall, and the last is the count. */
function assertHistogram(name: string, samples: Sample[]): void {
	const last = new Map<string, { le: number; value: number }>();
	for (const { name: own, labels, value } of samples) {
		const { le, ...rest } = labels;
		const key = JSON.stringify(rest);
		const before = last.get(key);
		if (own === `${name}_bucket`) {
			if (before && (before.value > value || before.le >= numberIn(le ?? '')))
				throw new Error(`${name}: buckets fall`);
			last.set(key, { le: numberIn(le ?? ''), value });
		} else if (own === `${name}_count` && (before?.le !== Infinity || before.value !== value))
			throw new Error(`${name}: the count is another one`);
	}
}

/** The value of the one sample with these labels, 0 when there is none. */
export const valueOf = (
	families: Map<string, Read>,
	name: string,
	labels: Record<string, string> = {}
): number =>
	(families.get(name)?.samples ?? [])
		.filter((sample) => Object.entries(labels).every(([label, text]) => sample.labels[label] === text))
		.reduce((sum, { value }) => sum + value, 0);
