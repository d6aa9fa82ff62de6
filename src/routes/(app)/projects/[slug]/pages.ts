/** The pages of a project, by what one may do in it. */
import type { Stage } from '#lib/schema/values.ts';
import { workHref, workOf, type Work } from '../../work.ts';

type Seen = {
	project: { slug: string; stage: Stage; state: 'active' | 'paused' | 'archived' };
	rights: { manage: boolean; work: boolean; review?: boolean; decisions?: boolean; events?: boolean };
};
export type ProjectPage = { href: string; title: string; /** pressed after `g` */ key: string };

/** The work that can be offered: a stage with a working view, handed out now, to those who may. */
export const workIn = ({ project, rights }: Seen): (Work & { href: string }) | null => {
	const work = project.state === 'active' && rights.work ? workOf(project.stage) : null;
	return work && { ...work, href: workHref(project) };
};

/** Agents bring what people judge, so there is nothing to import. */
function runtimePages({ project, rights }: Seen): ProjectPage[] {
	const at = (path: string) => `/projects/${project.slug}${path}`;
	return [
		{ href: at(''), title: 'Overview', key: 'o' },
		...(rights.review
			? [
					{ href: at('/inbox'), title: 'Inbox', key: 'i' },
					{ href: at('/monitor'), title: 'Monitor', key: 'm' }
				]
			: []),
		...(rights.decisions
			? [
					{ href: at('/policy'), title: 'Policy', key: 'y' },
					{ href: at('/calibration'), title: 'Calibration', key: 'n' },
					{ href: at('/loop'), title: 'Loop', key: 'b' },
					{ href: at('/reviewers'), title: 'Reviewers', key: 'r' }
				]
			: []),
		...(rights.manage
			? [
					{ href: at('/connect'), title: 'Connect', key: 'c' },
					{ href: at('/export'), title: 'Export', key: 'e' }
				]
			: []),
		{ href: at('/guidelines'), title: 'Guidelines', key: 'd' },
		...(rights.events ? [{ href: `/events?project=${project.slug}`, title: 'Log', key: 'w' }] : []),
		...(rights.manage
			? [
					{ href: at('/members'), title: 'Members', key: 't' },
					{ href: at('/settings'), title: 'Settings', key: 's' }
				]
			: [])
	];
}

export function pagesFor(seen: Seen): ProjectPage[] {
	if (seen.project.stage === 'runtime') return runtimePages(seen);
	const work = workIn(seen);
	const at = (path: string) => `/projects/${seen.project.slug}${path}`;
	return [
		{ href: at(''), title: 'Overview', key: 'o' },
		...(work ? [{ href: work.href, title: work.verb, key: 'w' }] : []),
		...(seen.rights.manage
			? [
					{ href: at('/items'), title: 'Items', key: 'i' },
					{ href: at('/adjudicate'), title: 'Adjudicate', key: 'j' },
					{ href: at('/import'), title: 'Import', key: 'm' },
					// Pairs are texts; only what is labelled may be pictures.
					...(seen.project.stage === 'annotation' ? [{ href: at('/files'), title: 'Files', key: 'c' }] : []),
					{ href: at('/export'), title: 'Export', key: 'e' }
				]
			: []),
		{ href: at('/guidelines'), title: 'Guidelines', key: 'd' },
		// Who leads sees themselves among the others.
		...(seen.rights.work && !seen.rights.manage ? [{ href: at('/me'), title: 'You', key: 'y' }] : []),
		...(seen.rights.manage
			? [
					{ href: at('/quality'), title: 'Quality', key: 'q' },
					...(seen.project.stage === 'alignment'
						? [{ href: at('/leaderboard'), title: 'Leaderboard', key: 'b' }]
						: []),
					{
						href: at('/raters'),
						title: seen.project.stage === 'annotation' ? 'Annotators' : 'Raters',
						key: 'r'
					},
					{ href: at('/members'), title: 'Members', key: 't' },
					{ href: at('/settings'), title: 'Settings', key: 's' }
				]
			: [])
	];
}
