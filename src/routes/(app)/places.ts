/** Where one can go from anywhere, by what one may. */
import type { Stage } from '#lib/schema/values.ts';
import type { GlyphName } from '#lib/ui/Glyph.svelte';

type Who = { can: { instance: boolean; events: boolean; datasets: boolean }; stages: Stage[] };
export type Place = {
	href: string;
	title: string;
	/** under its glyph, on a phone */
	tab: string;
	glyph: GlyphName;
	/** pressed after `g` */
	key: string;
	stage?: Stage;
};

const stagePlaces: Record<Stage, Place> = {
	annotation: {
		href: '/projects?stage=annotation',
		title: 'Annotation',
		tab: 'Label',
		glyph: 'annotation',
		key: 'a',
		stage: 'annotation'
	},
	alignment: {
		href: '/projects?stage=alignment',
		title: 'Alignment',
		tab: 'Align',
		glyph: 'alignment',
		key: 'l',
		stage: 'alignment'
	},
	runtime: {
		href: '/projects?stage=runtime',
		title: 'Runtime',
		tab: 'Approve',
		glyph: 'runtime',
		key: 'u',
		stage: 'runtime'
	}
};

export const placesFor = ({ can, stages }: Who): Place[] => [
	{ href: '/', title: 'Home', tab: 'Home', glyph: 'home', key: 'h' },
	...stages.map((stage) => stagePlaces[stage]),
	...(can.datasets
		? [{ href: '/datasets', title: 'Datasets', tab: 'Data', glyph: 'datasets', key: 'f' } as const]
		: []),
	...(can.instance
		? ([
				{ href: '/people', title: 'People', tab: 'People', glyph: 'people', key: 'p' },
				{ href: '/keys', title: 'Keys', tab: 'Keys', glyph: 'key', key: 'k' }
			] as const)
		: []),
	...(can.events ? [{ href: '/events', title: 'Log', tab: 'Log', glyph: 'projects', key: 'v' } as const] : [])
];
