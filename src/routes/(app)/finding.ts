/** The headline of home, made of its two numbers. */
import { plural } from '#lib/ui/words.ts';
import { isOpen, openFor, openPlaces, type Counted } from './waiting.ts';
import { workOf } from './work.ts';

export type Finding = { /** what waits, when something does */ waits: string; rest: string; given: string };

export function finding(lines: Counted[]): Finding {
	const open = lines.filter(isOpen);
	const forMe = open.reduce((sum, line) => sum + openFor(line), 0);
	const forAll = lines
		.filter(({ state, stage }) => state === 'active' && workOf(stage) !== null)
		.reduce((sum, line) => sum + openPlaces(line), 0);
	const mine = lines.reduce((sum, line) => sum + line.mine.submitted, 0);
	const given = mine === 0 ? '' : `You gave ${plural(mine, 'judgment')}.`;
	const units = new Set(open.filter((line) => openFor(line) > 0).map(({ stage }) => workOf(stage)?.unit));
	const [unit = 'item'] = units.size === 1 ? units : ['item'];
	if (forMe > 0)
		return { waits: plural(forMe, unit), rest: forMe === 1 ? 'waits for you.' : 'wait for you.', given };
	if (forAll > 0)
		return {
			waits: plural(forAll, 'judgment'),
			rest: forAll === 1 ? 'waits for other people.' : 'wait for other people.',
			given
		};
	return { waits: '', rest: 'Nothing waits for people.', given };
}
