/** The policies of a recipe as lines that people read; numbers that change nothing are left out. */
import type { DatasetOptions, Recipe } from '#lib/datasets/version/recipe.ts';
import { list, plural } from '#lib/ui/words.ts';
import { asks, type Fits } from '../../new/draft.ts';
import { ownWords, percentOf, saidOf } from '../../words.ts';

export type PolicyLine = { name: string; said: string };

function peopleSaid({ only, except }: DatasetOptions['policies']): string {
	if (only) return `${plural(only.length, 'person', 'people')}, by name`;
	return except ? `all but ${plural(except.length, 'person', 'people')}, by name` : 'everybody';
}

/** Of a version from before files followed their projects, what more than half say. */
function disagreementSaid({ disagreement }: DatasetOptions['policies'], sources: Recipe['sources']): string {
	if (disagreement !== undefined) return saidOf('disagreement', disagreement);
	const asked = sources.filter(({ stage }) => stage !== 'runtime');
	const own = ownWords(asked.map(({ consensus }) => consensus));
	const [first] = asked;
	return asked.every(({ consensus }) => consensus === first?.consensus)
		? own
		: asked.map(({ name, consensus }) => `${name}: ${ownWords([consensus])}`).join('; ');
}

export function policyLines(
	{ per, tools, as, undecided, policies }: DatasetOptions,
	fits: Fits,
	sources: Recipe['sources']
): PolicyLine[] {
	const line = (field: Parameters<typeof asks>[2], name: string, said: string, says = true): PolicyLine[] =>
		says && asks(fits, per, field) ? [{ name, said }] : [];
	const { answered = [], metadata = {} } = policies;
	const { min_judgments: least, min_agreement: agreement, min_strength: strength, since, until } = policies;
	return [
		...line('per', 'A row for', saidOf('per', per)),
		...line('disagreement', 'Disagreement', disagreementSaid(policies, sources)),
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
