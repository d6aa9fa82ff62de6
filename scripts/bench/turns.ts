/** The small and the large project measured in turns, so that a change of the machine's load meets both. */
import { assertClean, type Bench } from './figure.ts';
import type { Ground } from './ground.ts';
import type { Worked } from './people.ts';

export const thousands = (n: number): string => n.toLocaleString('en');

/** Several rounds as one. */
export const joined = (rounds: Worked[]): Worked => ({
	seconds: rounds.reduce((sum, { seconds }) => sum + seconds, 0),
	requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
	taken: {
		claim: rounds.flatMap(({ taken }) => taken.claim),
		submit: rounds.flatMap(({ taken }) => taken.submit),
		empty: rounds.flatMap(({ taken }) => taken.empty),
		lag: rounds.flatMap(({ taken }) => taken.lag)
	},
	failed: Object.assign({}, ...rounds.map(({ failed }) => failed)) as Record<string, number>
});

export type Turn<Name extends string> = { on: Ground } & Record<Name, Worked>;

/**
 * @param act one round on one ground; what it names stays apart
 * @returns the small ground's rounds as one, then the large one's
 */
export async function inTurns<Name extends string>(
	{ sizes, ground, say }: Bench,
	what: string,
	act: (on: Ground, round: number) => Promise<Record<Name, Worked>>
): Promise<[small: Turn<Name>, large: Turn<Name>]> {
	const small = { on: await ground(sizes.small), rounds: [] as Record<Name, Worked>[] };
	const large = { on: await ground(sizes.large), rounds: [] as Record<Name, Worked>[] };
	for (const { on } of [small, large]) await on.fill();
	for (let turn = 0; turn < sizes.rounds; turn++)
		for (const { on, rounds } of [small, large]) {
			say(`${what}, ${thousands(on.items)} items, round ${turn + 1} of ${sizes.rounds}`);
			const round = await act(on, turn);
			for (const { failed } of Object.values<Worked>(round)) assertClean(failed);
			rounds.push(round);
		}
	const together = ({ on, rounds }: typeof small): Turn<Name> => {
		const names = Object.keys(rounds[0] ?? {}) as Name[];
		const all = names.map((name) => [name, joined(rounds.map((round) => round[name]))]);
		return { ...(Object.fromEntries(all) as Record<Name, Worked>), on };
	};
	return [together(small), together(large)];
}
