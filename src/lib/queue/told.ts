/** An answer in a few words, as what was given and what is right stand side by side after a training item. */
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';

/** What stands for ids and values on screen: `1` for a response, a title for an option. */
export type Naming = (value: string) => string;
export type Told = { title: string; yours: string; right: string; same: boolean };

const plain: Naming = (value) => value;

/** Best first, as on screen: `1 > 2 = 3`. */
const ranking = (tiers: Json[], allBad: boolean, name: Naming): string => {
	const order = tiers
		.map((tier) => (Array.isArray(tier) ? tier : []).map((id) => name(String(id))).join(' = '))
		.join(' > ');
	return allBad ? `${order}, all bad` : order;
};

function one(value: Json, name: Naming): string {
	if (typeof value === 'string') return name(value);
	if (!isObject(value)) return String(value);
	if (Array.isArray(value.tiers)) return ranking(value.tiers, value.all_bad === true, name);
	if (typeof value.quote === 'string') return `${name(String(value.label))} “${value.quote}”`;
	if (typeof value.label === 'string') return name(value.label);
	// An answer for each response.
	return Object.entries(value)
		.map(([id, own]) => `${name(id)}: ${inWords(own, name)}`)
		.join(' · ');
}

export const inWords = (answer: Json | undefined, name: Naming = plain): string => {
	if (answer === undefined || answer === null) return 'nothing';
	if (!Array.isArray(answer)) return one(answer, name);
	return answer.length === 0 ? 'none' : answer.map((value) => one(value, name)).join(' · ');
};

/** What is right, question by question, beside what was said; questions that gold leaves open are left out. */
export const toldOf = (
	yours: Answers,
	right: Answers,
	titleOf: Naming = plain,
	nameIn: (question: string) => Naming = () => plain
): Told[] =>
	Object.entries(right).map(([question, known]) => {
		const [given, wanted] = [yours[question], known].map((answer) => inWords(answer, nameIn(question)));
		return { title: titleOf(question), yours: given ?? '', right: wanted ?? '', same: given === wanted };
	});

/** Responses by where they stand on screen: their ids are the assignment's own, numbered in that order. */
export const placeOf: Naming = (id) => /-(\d+)$/.exec(id)?.[1] ?? id;
