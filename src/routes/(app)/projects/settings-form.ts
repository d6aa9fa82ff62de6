/** The settings that a form asks for, read as people type them. */
import { Refusal, type Mistake } from '#lib/schema/refusal.ts';
import type { ProjectSettings, Stage } from '#lib/schema/values.ts';

export type AskedSettings = Pick<ProjectSettings, 'overlap' | 'overlap_cap' | 'lease_minutes' | 'order'> &
	Partial<Pick<ProjectSettings, 'consensus' | 'error_kinds'>>;

type OfOrder = { value: ProjectSettings['order']; title: string; what: string; stage?: Stage };
export const orders: OfOrder[] = [
	{ value: 'imported', title: 'As imported', what: 'in the order of the file' },
	{ value: 'priority', title: 'By priority', what: 'items with the higher priority first' },
	{ value: 'uncertainty', title: 'By uncertainty', what: 'where models are least sure, or part, first' },
	{ value: 'shuffled', title: 'Shuffled', what: 'mixed within each batch that comes in' },
	{
		value: 'balanced',
		title: 'Balanced pairs',
		what: 'each two models are compared about equally often',
		stage: 'alignment'
	},
	{
		value: 'informative',
		title: 'Most informative pairs',
		what: 'models whose order is least sure most often',
		stage: 'alignment'
	}
];

/** Those that a project of a stage may have; all where it has none yet. */
export const ordersOf = (stage: Stage | undefined): OfOrder[] =>
	orders.filter((order) => stage === undefined || order.stage === undefined || order.stage === stage);

export const consensuses: { value: ProjectSettings['consensus']; title: string; what: string }[] = [
	{ value: 'majority', title: 'Majority', what: 'where no answer has more than half' },
	{
		value: 'dawid_skene',
		title: 'Dawid-Skene',
		what: 'where what is likeliest, by how people err, is not sure'
	},
	{ value: 'adjudication', title: 'Adjudication', what: 'every item' },
	{ value: 'each', title: 'Each by itself', what: 'only what somebody flagged' }
];

/** Where the form asks for it: a kind a line; none at all are the usual ones. */
function errorKinds(form: URLSearchParams): Pick<AskedSettings, 'error_kinds'> {
	const lines = (form.get('error_kinds') ?? '').split('\n').map((line) => line.trim());
	const kinds = [...new Set(lines.filter(Boolean))];
	return kinds.length === 0 ? {} : { error_kinds: kinds };
}

/** @throws Refusal invalid, with each mistake beside its field */
export function readSettings(form: URLSearchParams): AskedSettings {
	const errors: Mistake[] = [];
	const number = (name: string, fits: (n: number) => boolean, message: string): number => {
		const text = (form.get(name) ?? '').trim();
		const value = text === '' ? Number.NaN : Number(text);
		if (!fits(value)) errors.push({ path: `/settings/${name}`, message });
		return value;
	};
	const overlap = number(
		'overlap',
		(n) => Number.isInteger(n) && n >= 1 && n <= 100,
		'Write a whole number from 1 to 100.'
	);
	const cap = (form.get('overlap_cap') ?? '').trim();
	const overlap_cap =
		cap === ''
			? null
			: number(
					'overlap_cap',
					(n) => Number.isInteger(n) && n >= 1 && n <= 100,
					'Write a whole number up to 100, or nothing.'
				);
	const lease_minutes = number(
		'lease_minutes',
		(n) => n >= 0.05 && n <= 1440,
		'Write minutes from 0.05 to 1440, which is a day.'
	);
	const order = orders.find(({ value }) => value === form.get('order'))?.value ?? 'imported';
	if (errors.length > 0)
		throw new Refusal('invalid', errors.map(({ message }) => message).join(' '), { errors });
	const consensus = consensuses.find(({ value }) => value === form.get('consensus'))?.value;
	return {
		overlap,
		overlap_cap,
		lease_minutes,
		order,
		...(consensus ? { consensus } : {}),
		...errorKinds(form)
	};
}

/** A form as its field holds it. Empty: the stage's own. @throws Refusal invalid_json, not_ijson */
export const formOrNone = (text: string, parse: (text: string) => unknown): { form?: unknown } =>
	text.trim() === '' ? {} : { form: parse(text) };
