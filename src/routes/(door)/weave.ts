/** The picture at the door: dashed strands of three kinds come to a person and leave as one solid rope. */

export type Strand = { stage: 'annotation' | 'alignment' | 'runtime'; dashed: string; solid: string };

export const WIDTH = 760;
export const HEIGHT = 300;
/** where the person stands */
export const GATE = 470;

const ropes = [
	{ stage: 'annotation', many: 18, at: 92 },
	{ stage: 'alignment', many: 14, at: 152 },
	{ stage: 'runtime', many: 14, at: 208 }
] as const;
const MANY = ropes.reduce((sum, { many }) => sum + many, 0);

/** From one point to another, level at both ends. */
const bend = (x0: number, y0: number, x1: number, y1: number): string => {
	const reach = (x1 - x0) * 0.55;
	const [a, b] = [y0.toFixed(1), y1.toFixed(1)];
	return `M${x0} ${a}C${(x0 + reach).toFixed(1)} ${a} ${(x1 - reach).toFixed(1)} ${b} ${x1} ${b}`;
};

/** Scattered, and the same every time: squares times the golden ratio show no order to the eye. */
const scattered = (i: number): number => (i * i * 0.618_033_988_75) % 1;

export function strands(): Strand[] {
	let before = 0;
	return ropes.flatMap(({ stage, many, at }) =>
		Array.from({ length: many }, (_, k) => {
			const i = before++;
			const y = at + k * 1.7;
			return {
				stage,
				dashed: bend(-10, 14 + 272 * scattered(i + 9), GATE, y),
				solid: bend(GATE, y, WIDTH + 10, 146 + (i - MANY / 2) * 1.35)
			};
		})
	);
}
