/** The policies of a recipe as lines that people read; numbers that change nothing are left out. */
import type { DatasetOptions } from '#lib/datasets/version/recipe.ts';
import { list, plural } from '#lib/ui/words.ts';
import { asks, type Fits } from '../../new/draft.ts';
import { percentOf, saidOf } from '../../words.ts';

export type PolicyLine = { name: string; said: string };

function peopleSaid({ only, except }: DatasetOptions['policies']): string {
	if (only) return `${plural(only.length, 'person', 'people')}, by name`;
	return except ? `all but ${plural(except.length, 'person', 'people')}, by name` : 'everybody';
}

export function policyLines(
	{ per, tools, as, undecided, policies }: DatasetOptions,
	fits: Fits
): PolicyLine[] {
	const line = (field: Parameters<typeof asks>[2], name: string, said: string, says = true): PolicyLine[] =>
		says && asks(fits, per, field) ? [{ name, said }] : [];
	const { answered = [], metadata = {} } = policies;
	const { min_judgments: least, min_agreement: agreement, min_strength: strength, since, until } = policies;
	return [
		...line('per', 'A row for', saidOf('per', per)),
		...line('disagreement', 'Disagreement', saidOf('disagreement', policies.disagreement)),
		...line('ties', 'Ties', saidOf('ties', policies.ties)),
		...line('all_bad', 'All bad', saidOf('all_bad', policies.all_bad)),
		...line('pairs', 'Three or more', saidOf('pairs', policies.pairs)),
		...line('least', 'Judgments', `at least ${least} that count`, least > 1),
		...line('agreement', 'Agreement', `at least ${percentOf(agreement)} agree`, agreement > 0),
		...line('strength', 'Strength', `a mean of at least ${strength} of 3`, strength > 0),
		...line('people', 'People', peopleSaid(policies)),
		...line('since', 'Judged from', since ?? '', since !== undefined),
		...line('until', 'Judged before', until ?? '', until !== undefined),
		...line('answered', 'Answered', list(answered), answered.length > 0),
		...Object.entries(metadata).flatMap(([name, values]) =>
			line('where', 'Items where', `${name} is ${values.map(String).join(' or ')}`)
		),
		...line('as', 'Written as', saidOf('as', as)),
		...line('undecided', 'Undecided', saidOf('undecided', undecided)),
		...line('tools', 'Tool calls', saidOf('tools', tools))
	];
}
