/** Settings that the contract knows and this version does not act on yet: refused, never taken and then ignored. */
import { Refusal } from '#lib/schema/refusal.ts';
import { defaultSettings, type ProjectSettings } from '#lib/schema/values.ts';

type Name = 'gold_rate' | 'swap_rate' | 'training_items' | 'pause_below' | 'consensus';

const served: { [K in Name]: (value: ProjectSettings[K]) => boolean } = {
	gold_rate: (rate) => rate === 0,
	swap_rate: (rate) => rate === 0,
	training_items: (items) => items === 0,
	pause_below: (share) => share === 0,
	consensus: (rule) => rule === 'majority'
};

const isServed = <K extends Name>(name: K, value: ProjectSettings[K] | undefined): boolean =>
	value === undefined || served[name](value);

/** @throws Refusal unsupported_setting with each one and what to leave it at */
export function assertServed(settings: { [K in Name]?: ProjectSettings[K] | undefined }): void {
	const names = (Object.keys(served) as Name[]).filter((name) => !isServed(name, settings[name]));
	if (names.length === 0) return;
	const errors = names.map((name) => ({
		path: `/settings/${name}`,
		message: `This version does not act on ${name} ${String(settings[name])} yet: leave it at ${defaultSettings[name]}.`
	}));
	throw new Refusal('unsupported_setting', errors.map(({ message }) => message).join(' '), { errors });
}
