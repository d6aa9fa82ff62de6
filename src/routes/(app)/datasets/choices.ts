/** The targets that a version can be made for, as pages offer them. */
import type { ExampleKind } from '#lib/datasets/example.ts';
import { teaches } from '#lib/datasets/export.ts';
import { policiesFor, type PolicyName } from '#lib/datasets/policy-query.ts';
import { realsOf } from '#lib/datasets/targets/columns.ts';
import { groups, type Contract } from '#lib/datasets/targets/target.ts';
import { writingsOf, writtenAs, type Writing } from '#lib/datasets/targets/written.ts';
import { builderOf } from '#lib/datasets/version/loading.ts';
import { stages } from '#lib/schema/values.ts';

export type Choice = Pick<Contract, 'name' | 'title' | 'about' | 'columns' | 'loader'> & {
	group: string;
	from: ExampleKind;
	/**
	 * how its rows can be written, with what such a file ends in, what reads it in Python (null where nothing does), and
	 * the text of the file that a trainer finds it by, with `{split}` and `{name}` in it
	 */
	as: { value: Writing; extension: string; builder: string | null; setup: string | null }[];
	/** the policies that may change something, by what is a row: of those who lead projects of one stage or another */
	policies: Record<'item' | 'judgment', PolicyName[]>;
	/** whether each judgment may be a row by itself */
	per: boolean;
	/** whether a row may lack an answer that is needed, where nothing stands */
	undecided: boolean;
	/** columns that are written with a decimal point always */
	reals: string[];
	/** the name of the file that a trainer finds the rows by; null where it needs none */
	setup: string | null;
};

/** Judgments as they were given are chosen all the same by who, when and which. */
const whose: PolicyName[] = ['only', 'except', 'since', 'until', 'answered', 'metadata'];

const policiesOf = ({ from }: Contract, per: 'item' | 'judgment'): PolicyName[] => [
	...new Set([
		...stages.filter((stage) => teaches(stage, from)).flatMap((stage) => policiesFor(from, stage, per)),
		...whose
	])
];

export function choiceOf(target: Contract): Choice {
	return {
		name: target.name,
		title: target.title,
		about: target.about,
		columns: target.columns,
		loader: target.loader,
		group: groups[target.group],
		from: target.from,
		as: writingsOf(target).map((value) => {
			const { extension } = writtenAs(target, value);
			const setup = target.setup?.(`{split}.${extension}`, '{name}').text ?? null;
			return { value, extension, builder: builderOf(extension), setup };
		}),
		policies: { item: policiesOf(target, 'item'), judgment: policiesOf(target, 'judgment') },
		undecided: target.columnsIn !== undefined,
		per: target.from === 'pair' || target.from === 'ranked',
		reals: realsOf(target.columns),
		setup: target.setup?.('', '').name ?? null
	};
}
