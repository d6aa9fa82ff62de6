import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

/** The colours that the first rule after `selector` sets. */
function colours(selector: string): Record<string, string> {
	const from = css.indexOf(selector);
	const rule = css.slice(from, css.indexOf('\n}', from));
	return Object.fromEntries(
		[...rule.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex])
	);
}

const light = colours("[data-theme='light']");
const themes = { light, dark: { ...light, ...colours("[data-theme='dark']") } };

/** Relative luminance, WCAG 2.2. */
const luminance = (hex: string): number =>
	[1, 3, 5]
		.map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
		.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
		.reduce((sum, c, i) => sum + c * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);

function contrast(a: string, b: string): number {
	const [dark = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (bright + 0.05) / (dark + 0.05);
}

const text = 4.5;
const graphics = 3;
type Pair = [front: string, back: string, needed: number];

const pairs: Pair[] = [
	...['ink', 'ink-2', 'ink-3'].flatMap((ink) => ['desk', 'sheet', 'well'].map((on): Pair => [ink, on, text])),
	...['desk', 'sheet'].map((on): Pair => ['line-2', on, graphics]),
	...['annotation', 'alignment', 'runtime', 'danger'].flatMap((stage): Pair[] => [
		...['desk', 'sheet', 'well', `${stage}-wash`].map((on): Pair => [stage, on, text]),
		[`${stage}-on`, stage, text],
		['ink', `${stage}-wash`, text],
		['ink-2', `${stage}-wash`, text],
		...['desk', 'sheet', 'well'].map((on): Pair => [`${stage}-mark`, on, graphics])
	]),
	...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((n): Pair[] => [
		[`cat-${n}`, 'sheet', text],
		[`cat-${n}`, `cat-${n}-wash`, text],
		['ink', `cat-${n}-wash`, text]
	])
];

describe('the tokens', () => {
	it('name every colour in both themes', () => {
		expect(Object.keys(colours("[data-theme='dark']")).sort()).toEqual(Object.keys(light).sort());
		expect(pairs).toHaveLength(75);
	});

	describe.each(Object.entries(themes))('in %s, meet WCAG 2.2 AA', (_, theme) => {
		it.each(pairs)('%s on %s at %d', (front, back, needed) => {
			expect(contrast(theme[front] ?? '', theme[back] ?? '')).toBeGreaterThanOrEqual(needed);
		});
	});
});
