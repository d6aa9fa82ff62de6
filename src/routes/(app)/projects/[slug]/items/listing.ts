/** Which items a list holds, in words: what it may be narrowed to, what it is, and what to say where it is empty. */
import { judgedSaid } from './judged.ts';

/** What an address narrows the list by. */
export type Narrowed = Record<
	'status' | 'noted' | 'model' | 'against' | 'tag' | 'judges' | 'rater' | 'from' | 'to',
	string | null
>;
type Listed = { stage: string; narrowed: Narrowed; search: string };
/** @param what follows “Items that” */
type Choice = { value: string | null; title: string; what: string };

export const statusesOf = (stage: string): Choice[] => [
	{ value: null, title: 'all', what: '' },
	{ value: 'open', title: 'open', what: 'wait for somebody' },
	{ value: 'leased', title: 'leased', what: 'somebody holds now' },
	{ value: 'resolved', title: 'resolved', what: 'are settled' },
	{ value: 'gold', title: 'gold', what: 'check people' },
	...(stage === 'alignment'
		? [{ value: 'left_out', title: 'left out', what: 'the system hands out to nobody' }]
		: [])
];
export const notesOf = (stage: string): Choice[] => [
	{ value: null, title: 'any', what: '' },
	{ value: 'flag', title: 'flagged', what: 'somebody flagged' },
	{ value: 'comment', title: 'commented', what: 'somebody commented on' },
	{ value: 'skip', title: 'skipped, why', what: 'somebody skipped and said why' },
	...(stage === 'alignment'
		? [{ value: 'self_naming', title: 'names its model', what: 'say which model wrote them' }]
		: [])
];

const among = (choices: Choice[], chosen: string | null) => choices.find(({ value }) => value === chosen);
const modelsIn = ({ model, against }: Narrowed) => [model, against].filter((name) => name !== null);

/** What is true of all of them, each after “Items that”; none of all items. */
export function clausesOf({ stage, narrowed, search }: Listed): string[] {
	const models = modelsIn(narrowed);
	return [
		among(statusesOf(stage), narrowed.status)?.what ?? '',
		among(notesOf(stage), narrowed.noted)?.what ?? '',
		models.length === 0 ? '' : `have a response of ${models.join(' and of ')}`,
		narrowed.tag === null ? '' : `are tagged ${narrowed.tag}`,
		judgedSaid(narrowed),
		search === '' ? '' : `hold “${search}”`
	].filter(Boolean);
}

/** Why there is none to show. @param next whether there are further ones to look at @param isFirst of the list's pages */
export function nothingSaid({ stage, narrowed, search }: Listed, next: boolean, isFirst: boolean): string {
	const models = modelsIn(narrowed);
	if (search !== '') return next ? `“${search}” is not found so far` : `No item holds “${search}”`;
	if (judgedSaid(narrowed) !== '' || narrowed.tag !== null)
		return next ? 'None is found so far' : 'No item is all of that';
	if (models.length > 0)
		return next ? 'None is found so far' : `No item has a response of ${models.join(' and of ')}`;
	if (!isFirst) return 'That was the last page';
	if (narrowed.noted === 'self_naming') return 'No response says which model it is';
	return narrowed.noted
		? 'Nobody said that of an item here'
		: `No item is ${among(statusesOf(stage), narrowed.status)?.title ?? ''} now`;
}

/** The list at such an address. @param at its own */
export function addressOf(at: string, params: Record<string, string | null>): string {
	const set = Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== null);
	const text = new URLSearchParams(set).toString();
	return text === '' ? at : `${at}?${text}`;
}
