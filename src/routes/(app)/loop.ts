/**
 * The picture of home: what machines proposed runs in dashes to the people of each stage, their judgments run on
 * as solid ropes into one line, and from there into files. Drawn for a width, never scaled.
 */
export type Flow = { stage: string; items: number; waits: number; people: number; judgments: number };
export type Point = { x: number; y: number };
export type Strand = { stage: string; d: string };
export type Rope = Strand & { width: number };
export type Station = Point & { flow: Flow };
export type Picture = {
	width: number;
	height: number;
	tall: boolean;
	source: Point;
	strands: Strand[];
	stations: Station[];
	ropes: Rope[];
	joint: Point;
	file: Point;
	back: string;
};

/** Strands in all; each stands for the same share of the items. */
const STRANDS = 36;
const TALL_BELOW = 700;

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const round = (n: number): number => Math.round(n * 10) / 10;

/** A soft curve between two points, along the way that the picture runs. */
function curve(from: Point, to: Point, tall: boolean): string {
	const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
	const half = tall ? (from.y + to.y) / 2 : (from.x + to.x) / 2;
	const [first, second] = tall
		? [
				{ x: from.x, y: half },
				{ x: to.x, y: half }
			]
		: [
				{ x: half, y: from.y },
				{ x: half, y: to.y }
			];
	return `M${at(from)}C${at(first)} ${at(second)} ${at(to)}`;
}

/** `n` places side by side around the middle, `gap` apart, across the way. */
const beside = (middle: Point, i: number, n: number, gap: number, tall: boolean): Point => {
	const off = (i - (n - 1) / 2) * gap;
	return tall ? { x: middle.x + off, y: middle.y } : { x: middle.x, y: middle.y + off };
};

/** @returns null while no item is there: then there is nothing to draw */
export function pictureOf(flows: Flow[], width: number): Picture | null {
	const shown = flows.filter(({ items }) => items > 0);
	const items = shown.reduce((sum, flow) => sum + flow.items, 0);
	if (items === 0) return null;
	const judgments = shown.reduce((sum, flow) => sum + flow.judgments, 0);
	const tall = width < TALL_BELOW;
	const height = tall ? 400 : 150 + 90 * (shown.length - 1);
	const middle = tall ? width / 2 : (height - 26) / 2;
	const on = (along: number, across: number): Point =>
		tall ? { x: across, y: along } : { x: along, y: across };

	const source = on(tall ? 30 : 44, middle);
	const joint = on(tall ? 306 : Math.round(width * 0.72), middle);
	const file = on(tall ? 356 : Math.round(width * 0.86), middle);
	const stations = shown.map((flow, i): Station => {
		const apart = tall ? width / (shown.length + 1) : 90;
		const across = middle + (i - (shown.length - 1) / 2) * apart;
		return { flow, ...on(tall ? 170 : Math.round(width * 0.42), across) };
	});

	const counts = shown.map((flow) => Math.max(3, Math.round(share(flow.items, items) * STRANDS)));
	const all = counts.reduce((sum, n) => sum + n, 0);
	let started = 0;
	const strands = stations.flatMap((station, s) => {
		const n = counts[s] ?? 0;
		const begun = started;
		started += n;
		return Array.from({ length: n }, (_, i): Strand => {
			const from = beside(on(tall ? 52 : 66, middle), begun + i, all, 1.5, tall);
			const to = beside(
				tall ? { ...station, y: 152 } : { ...station, x: station.x - 18 },
				i,
				n,
				Math.min(1.6, 24 / n),
				tall
			);
			// Half-way they spread: every item is looked at alone.
			const half = beside(
				{ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 },
				i,
				n,
				(tall ? Math.min(120, width / (shown.length + 1)) : 84) / n,
				tall
			);
			return {
				stage: station.flow.stage,
				d: curve(from, half, tall) + curve(half, to, tall).replace('M', 'L')
			};
		});
	});
	const ropes = stations
		.filter(({ flow }) => flow.judgments > 0)
		.map((station): Rope => {
			const width = 2 + 10 * share(station.flow.judgments, judgments);
			// On a phone the stage's words stand below it.
			const from = tall ? { ...station, y: station.y + 60 } : station;
			return { stage: station.flow.stage, width: round(width), d: curve(from, joint, tall) };
		});
	const back = tall
		? `M${file.x} 392H14V${source.y}H${source.x - 30}`
		: `M${file.x + 60} ${middle + 34}V${height - 10}H${source.x}V${source.y + 30}`;
	return { width, height, tall, source, strands, stations, ropes, joint, file, back };
}
