/** The formats that a project's judgments can be written in, as their contracts tell of them. */
import { targetsFor } from '#lib/datasets/export.ts';
import { groups, type Contract } from '#lib/datasets/targets/target.ts';
import { writingsOf, writtenAs, type Writing } from '#lib/datasets/targets/written.ts';
import type { Form } from '#lib/form/form.ts';
import type { Stage } from '#lib/schema/values.ts';

export type Offered = Pick<Contract, 'name' | 'title' | 'about' | 'columns' | 'loader' | 'from'> & {
	group: string;
	extension: string;
	/** how else its rows can be written */
	writings: Writing[];
	/** the file that a trainer finds the rows by; null where it needs none */
	setup: string | null;
};

export const offeredTo = (stage: Stage, form: Form): Offered[] =>
	targetsFor(stage, form).map((target) => ({
		name: target.name,
		title: target.title,
		about: target.about,
		columns: target.columns,
		loader: target.loader,
		from: target.from,
		group: groups[target.group],
		extension: writtenAs(target).extension,
		writings: writingsOf(target),
		setup: target.setup?.('', '').name ?? null
	}));
