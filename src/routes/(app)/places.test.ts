import { describe, expect, it } from 'vitest';
import type { Stage } from '#lib/schema/values.ts';
import { placesFor } from './places.ts';
import { pagesFor, workIn } from './projects/[slug]/pages.ts';

const titles = (instance: boolean, stages: Stage[], events = false, datasets = instance) =>
	placesFor({ can: { instance, events, datasets }, stages }).map(({ title }) => title);

describe('where one can go', () => {
	it('is home, the stages that one has to do with, datasets for who leads, and for an admin people and keys', () => {
		expect(titles(false, [])).toEqual(['Home']);
		expect(titles(false, ['alignment'])).toEqual(['Home', 'Alignment']);
		expect(titles(true, ['annotation', 'alignment'])).toEqual([
			'Home',
			'Annotation',
			'Alignment',
			'Datasets',
			'People',
			'Keys'
		]);
		expect(titles(false, ['runtime'], true)).toEqual(['Home', 'Runtime', 'Log']);
		expect(titles(false, ['runtime'], false, true)).toEqual(['Home', 'Runtime', 'Datasets']);
	});

	it('has a key of its own for each place', () => {
		const keys = placesFor({
			can: { instance: true, events: true, datasets: true },
			stages: ['annotation', 'alignment', 'runtime']
		}).map((p) => p.key);
		expect(new Set(keys).size).toBe(keys.length);
	});
});

const seen = (over: { state?: 'active' | 'paused' | 'archived'; manage?: boolean; work?: boolean } = {}) => ({
	project: { slug: 'p', stage: 'alignment' as const, state: over.state ?? ('active' as const) },
	rights: { manage: over.manage ?? false, work: over.work ?? true }
});
const pages = (...from: Parameters<typeof seen>) => pagesFor(seen(...from)).map(({ title }) => title);

describe('the pages of a project', () => {
	it('for one who judges are the work and what to know for it', () => {
		expect(pages()).toEqual(['Overview', 'Rank', 'Guidelines', 'You']);
		expect(pages({ work: false })).toEqual(['Overview', 'Guidelines']);
	});

	it('for one who leads are all', () => {
		expect(pages({ manage: true })).toEqual([
			'Overview',
			'Rank',
			'Items',
			'Adjudicate',
			'Import',
			'Export',
			'Guidelines',
			'Quality',
			'Leaderboard',
			'Raters',
			'Members',
			'Settings'
		]);
	});

	it('have files where pictures may be labelled', () => {
		const { rights } = seen({ manage: true });
		const project = { slug: 'p', stage: 'annotation' as const, state: 'active' as const };
		const all = pagesFor({ project, rights });
		expect(all.map(({ title }) => title)).toContain('Files');
		// Pages and places share the keys after `g`.
		const places = placesFor({
			can: { instance: true, events: true, datasets: true },
			stages: ['annotation', 'alignment', 'runtime']
		});
		const keys = [...all, ...places].map(({ key }) => key);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it('offer no work where nothing is handed out, or where there is no view for it', () => {
		expect(workIn(seen({ state: 'paused' }))).toBeNull();
		expect(workIn(seen({ state: 'archived' }))).toBeNull();
		expect(workIn({ ...seen(), project: { slug: 'p', stage: 'runtime', state: 'active' } })).toBeNull();
		expect(workIn(seen())?.href).toBe('/projects/p/rank');
		const labelling = {
			...seen(),
			project: { slug: 'p', stage: 'annotation' as const, state: 'active' as const }
		};
		expect(workIn(labelling)?.href).toBe('/projects/p/annotate');
	});

	it('have a key of their own each', () => {
		const keys = pagesFor(seen({ manage: true })).map(({ key }) => key);
		expect(new Set(keys).size).toBe(keys.length);
	});
});

describe('the pages of a runtime project', () => {
	const runtime = (rights: object) =>
		pagesFor({
			project: { slug: 'p', stage: 'runtime', state: 'active' },
			rights: { manage: false, work: false, ...rights }
		});
	it('are the inbox and the monitor for who answers, the rules for who sees, the rest for who leads', () => {
		const said = (rights: object) => runtime(rights).map(({ title }) => title);
		expect(said({ review: true, decisions: true, events: true })).toEqual([
			'Overview',
			'Inbox',
			'Monitor',
			'Policy',
			'Calibration',
			'Loop',
			'Reviewers',
			'Guidelines',
			'Log'
		]);
		expect(said({ manage: true, decisions: true })).toEqual([
			'Overview',
			'Policy',
			'Calibration',
			'Loop',
			'Reviewers',
			'Connect',
			'Export',
			'Guidelines',
			'Members',
			'Settings'
		]);
	});

	it('have a key of their own each', () => {
		const places = placesFor({ can: { instance: true, events: true, datasets: true }, stages: ['runtime'] });
		const keys = [...runtime({ manage: true, review: true, decisions: true, events: true }), ...places].map(
			({ key }) => key
		);
		expect(new Set(keys).size).toBe(keys.length);
	});
});
