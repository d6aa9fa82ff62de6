/** The pages of a project, by what one may do in it. */
import type { Stage } from '#lib/schema/values.ts';

type Seen = {
	project: { slug: string; stage: Stage; state: 'active' | 'paused' | 'archived' };
	rights: { manage: boolean; work: boolean };
};
export type ProjectPage = { href: string; title: string; /** pressed after `g` */ key: string };

/** Whether there is work that this page can offer: a stage with a working view, to those who may. */
export const canRank = ({ project, rights }: Seen): boolean =>
	project.stage === 'alignment' && project.state === 'active' && rights.work;

export function pagesFor(seen: Seen): ProjectPage[] {
	const at = (path: string) => `/projects/${seen.project.slug}${path}`;
	return [
		{ href: at(''), title: 'Overview', key: 'o' },
		...(canRank(seen) ? [{ href: at('/rank'), title: 'Rank', key: 'r' }] : []),
		...(seen.rights.manage
			? [
					{ href: at('/items'), title: 'Items', key: 'i' },
					{ href: at('/import'), title: 'Import', key: 'm' },
					{ href: at('/export'), title: 'Export', key: 'e' }
				]
			: []),
		{ href: at('/guidelines'), title: 'Guidelines', key: 'd' },
		...(seen.rights.manage
			? [
					{ href: at('/members'), title: 'Members', key: 't' },
					{ href: at('/settings'), title: 'Settings', key: 's' }
				]
			: [])
	];
}
