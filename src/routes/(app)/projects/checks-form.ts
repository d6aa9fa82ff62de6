/** Training, hidden gold, repeats and the pause, as people type them: shares in percent. */
import { Refusal, type Mistake } from '#lib/schema/refusal.ts';
import type { ProjectSettings, Stage } from '#lib/schema/values.ts';

export type AskedChecks = Pick<
	ProjectSettings,
	| 'training_items'
	| 'training_pass'
	| 'training_attempts'
	| 'gold_rate'
	| 'swap_rate'
	| 'pause_below'
	| 'pause_of'
>;
type Name = keyof AskedChecks;

export type CheckField = {
	name: Name;
	label: string;
	hint: string;
	unit: 'percent' | 'number';
	min: number;
	max: number;
};

const training: CheckField[] = [
	{
		name: 'training_items',
		label: 'Items to train with',
		hint: 'Gold that each person answers before their first work. 0: no training.',
		unit: 'number',
		min: 0,
		max: 50
	},
	{
		name: 'training_pass',
		label: 'Percent that must be right',
		hint: 'Else there is another attempt, with other gold where there is some.',
		unit: 'percent',
		min: 0,
		max: 100
	},
	{
		name: 'training_attempts',
		label: 'Attempts',
		hint: 'After the last one somebody who leads the project has to let them try again.',
		unit: 'number',
		min: 1,
		max: 10
	}
];
const gold: CheckField = {
	name: 'gold_rate',
	label: 'Percent of gold among the work',
	hint: 'Looks like any other item. 0: none is hidden.',
	unit: 'percent',
	min: 0,
	max: 90
};
const swap: CheckField = {
	name: 'swap_rate',
	label: 'Percent of repeats, sides swapped',
	hint: 'Something they ranked before comes back the other way round. Never counted.',
	unit: 'percent',
	min: 0,
	max: 90
};
const pause: CheckField[] = [
	{
		name: 'pause_below',
		label: 'Pause below so many percent right',
		hint: 'Of the last gold items hidden among their work. 0: nobody is paused by a rule.',
		unit: 'percent',
		min: 0,
		max: 100
	},
	{
		name: 'pause_of',
		label: 'Of so many gold items',
		hint: 'Nobody is paused before they answered as many.',
		unit: 'number',
		min: 3,
		max: 50
	}
];

/** Only what has sides can be swapped. */
export const checkGroups = (stage: Stage): { title: string; fields: CheckField[] }[] => [
	{ title: 'Training', fields: training },
	{ title: 'Among the work', fields: stage === 'alignment' ? [gold, swap] : [gold] },
	{ title: 'Pause', fields: pause }
];
export const checkNames = (stage: Stage): Name[] =>
	checkGroups(stage).flatMap(({ fields }) => fields.map(({ name }) => name));

/** Hundredths of a percent are as fine as anybody asks. */
const exact = (n: number): number => Math.round(n * 10_000) / 10_000;
export const shown = ({ name, unit }: CheckField, settings: AskedChecks): number =>
	unit === 'percent' ? exact(settings[name] * 100) : settings[name];

/** @throws Refusal invalid, with each mistake beside its field */
export function readChecks(form: URLSearchParams, stage: Stage): Partial<AskedChecks> {
	const errors: Mistake[] = [];
	const read: Partial<AskedChecks> = {};
	for (const { name, unit, min, max } of checkGroups(stage).flatMap(({ fields }) => fields)) {
		const text = (form.get(name) ?? '').trim();
		const value = text === '' ? Number.NaN : Number(text);
		const fits = value >= min && value <= max && (unit === 'percent' || Number.isInteger(value));
		if (fits) read[name] = unit === 'percent' ? exact(value / 100) : value;
		else
			errors.push({
				path: `/settings/${name}`,
				message: `Write ${unit === 'percent' ? 'a percentage' : 'a whole number'} from ${min} to ${max}.`
			});
	}
	if (errors.length > 0)
		throw new Refusal('invalid', errors.map(({ message }) => message).join(' '), { errors });
	return read;
}
