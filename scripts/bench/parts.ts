/** The parts, in the order in which they run: what changes the projects most comes last. Each can run alone. */
import type { Part } from './figure.ts';
import { deep } from './parts/deep.ts';
import { exports } from './parts/export.ts';
import { imports } from './parts/import.ts';
import { lists } from './parts/lists.ts';
import { during, pace } from './parts/pace.ts';
import { saturated } from './parts/saturated.ts';

export const parts: Record<string, Part> = {
	import: imports,
	export: exports,
	pace,
	saturated,
	lists,
	deep,
	during
};
