/** What a withdrawal would do, or did, in sentences. */
import { count, list, plural } from '#lib/ui/words.ts';

type Stays = { stays: number; judged: number; held: number };
export type Weighed = Stays & { items: number };
export type Withdrawal = Stays & { withdrawn: number };

const reasons = ({ judged, held }: Stays): string =>
	list([
		...(judged > 0 ? [`${count(judged)} that somebody judged`] : []),
		...(held > 0 ? [`${count(held)} that somebody holds now`] : [])
	]);

export function staysSaid(of: Stays): string {
	if (of.stays === 0) return 'Nobody judged or holds any of them: nothing stays.';
	return `${plural(of.stays, 'item')} ${of.stays === 1 ? 'stays' : 'stay'}: ${reasons(of)}.`;
}

export function withdrawnSaid(name: string, of: Withdrawal): string {
	const gone = `${plural(of.withdrawn, 'item')} of ${name} ${of.withdrawn === 1 ? 'is' : 'are'} withdrawn.`;
	return of.stays === 0 ? gone : `${gone} ${staysSaid(of)}`;
}
