/** The accessibility checker, run inside a page: what it finds against WCAG 2.2 AA, as lines that name the place. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getRules, type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Not of WCAG itself, and what people find their way by. */
const ways = [
	'heading-order',
	'landmark-one-main',
	'landmark-unique',
	'landmark-no-duplicate-main',
	'landmark-main-is-top-level',
	'page-has-heading-one',
	'region',
	'empty-heading',
	'tabindex'
];

async function run(page: Page, options: RunOptions): Promise<string[]> {
	await page.evaluate(`window.axe || (() => { ${source} })()`);
	const results = await page.evaluate(
		(given) =>
			(
				globalThis as unknown as { axe: { run: (node: Document, options: unknown) => Promise<AxeResults> } }
			).axe.run(document, given),
		{ ...options, resultTypes: ['violations'], preload: false }
	);
	return results.violations.flatMap(({ id, impact, nodes }) =>
		nodes.map(({ target, any, all }) => {
			const why = [...any, ...all].map(({ message }) => message).join('; ');
			return `${id} (${impact ?? 'none'}) at ${target.join(' ')}: ${why}`;
		})
	);
}

const isSettled = ({ tags }: { tags: string[] }) =>
	!tags.includes('experimental') && !tags.includes('deprecated');
const all = [
	...getRules(tags)
		.filter(isSettled)
		.map(({ ruleId }) => ruleId),
	...ways
];

/** Everything that can be checked by machine. */
export const findings = (page: Page): Promise<string[]> =>
	run(page, { runOnly: { type: 'rule', values: all } });

/** What another theme can change. */
export const contrast = (page: Page): Promise<string[]> =>
	run(page, { runOnly: { type: 'rule', values: ['color-contrast'] } });
