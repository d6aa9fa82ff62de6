import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { console as admin } from '#lib/auth/actor.ts';
import { seal } from '#lib/log/seal.server.ts';
import { createHalt } from '#lib/runtime/halt.server.ts';
import { acts, always, codeOf, newAgent, newRuntime, somebody } from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { frameworks } from './oversight.ts';
import { recorded } from './recorded.server.ts';
import { tallyOn } from './tally.server.ts';

describe('what an instance recorded for laws and frameworks', () => {
	it('is counted from what happened here, and is for admins', async () => {
		const store = await freshStore();
		const slug = await newRuntime(store, always('in_the_loop'));
		const agent = await newAgent(store);
		const who = await somebody(store);
		await somebody(store, 'rater');
		const now = Date.now();
		const { submit, review } = acts(store, slug);
		await review(who, (await submit(agent, {}, now)).id, { verdict: 'reject' }, now);
		await submit(agent, { action: { name: 'mail', args: {} } }, now);
		await createHalt(store, admin, { scope: 'all', reason: 'Stop.' });
		await createHalt(
			store,
			admin,
			{ scope: 'project', project: slug, reason: 'Long ago.' },
			now - 40 * 86_400_000
		);
		await seal(store);
		while (await tallyOn(store));
		expect(await codeOf(recorded(store, who.actor))).toBe('forbidden');
		const found = await recorded(store, admin);
		const facts = Object.fromEntries(
			found.flatMap(({ articles }) =>
				articles.flatMap((article) => article.facts.map(({ label, value }) => [label, value]))
			)
		);
		expect(facts).toMatchObject({
			'events in the log': await seal(store),
			'the oldest event is of': new Date(now).toISOString().slice(0, 10),
			'decisions that AI systems proposed': 2,
			'decisions that waited for a person, or for a veto': 2,
			'answers by which a person overrode a proposal': 1,
			'people who may stop an AI system': 1,
			halts: 2,
			'halts that stand now': 2,
			'days for which decisions are kept at least': 183,
			'runtime projects': 1,
			'keys of AI systems in use': 1
		});
	});

	it('supports each of the articles and functions, says what it does not show, and never more than that', () => {
		const articles = frameworks.flatMap((framework) => framework.articles);
		expect(articles.map(({ title }) => title.split(':')[0])).toEqual([
			'Article 12',
			'Article 14',
			'Article 19',
			'Article 26',
			'Govern',
			'Map',
			'Measure',
			'Manage'
		]);
		for (const { facts, missing, source } of articles) {
			expect(facts.length).toBeGreaterThan(2);
			expect(missing.length).toBeGreaterThan(0);
			expect(source).toMatch(/^https:\/\/(?:eur-lex\.europa\.eu|doi\.org)\//);
		}
		const files = [
			'src/lib/metrics/oversight.ts',
			'src/lib/metrics/recorded.server.ts',
			'src/routes/(app)/oversight/+page.svelte'
		];
		for (const file of files)
			expect(readFileSync(file, 'utf8').toLowerCase(), file).not.toMatch(/complian|conform|fulfil|certif/);
	});
});
