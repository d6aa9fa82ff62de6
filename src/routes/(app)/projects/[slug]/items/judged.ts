/** Who judged the items of a list, and when, in words that follow “Items that”. */

type Asked = Record<'judges' | 'rater' | 'from' | 'to', string | null>;

const MIDNIGHT = /T00:00(:00(\.0+)?)?Z$/;
/** A moment as a person reads it: its day where it is the beginning of one. */
const moment = (text: string): string =>
	MIDNIGHT.test(text)
		? text.slice(0, 10)
		: `${text.slice(0, 16).replace('T', ' ')}${text.endsWith('Z') ? ' UTC' : ''}`;

/** Empty where nothing is asked of them. */
export function judgedSaid({ judges, rater, from, to }: Asked): string {
	if ([judges, rater, from, to].every((one) => one === null)) return '';
	const who = rater ?? (judges === 'model' ? 'a model' : judges === 'person' ? 'a person' : 'somebody');
	const as = rater !== null && judges !== null ? ` as a ${judges}` : '';
	const since = from === null ? '' : ` from ${moment(from)} on`;
	const until = to === null ? '' : ` before ${moment(to)}`;
	return `${who} judged${as}${since}${until}`;
}
