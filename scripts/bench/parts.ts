/** The parts, in the order in which they run: what changes the projects most comes last. Each can run alone. */
import type { Part } from './figure.ts';
import { beside } from './parts/beside.ts';
import { bothWays } from './parts/both-ways.ts';
import { builder } from './parts/builder.ts';
import { builds } from './parts/build.ts';
import { decisions } from './parts/decisions.ts';
import { deep } from './parts/deep.ts';
import { exports } from './parts/export.ts';
import { imports } from './parts/import.ts';
import { inbox } from './parts/inbox.ts';
import { listeners } from './parts/listeners.ts';
import { lists } from './parts/lists.ts';
import { orders } from './parts/orders.ts';
import { during, pace } from './parts/pace.ts';
import { quality } from './parts/quality.ts';
import { saturated } from './parts/saturated.ts';
import { turn } from './parts/turn.ts';

export const parts: Record<string, Part> = {
	import: imports,
	export: exports,
	build: builds,
	pace,
	orders,
	saturated,
	turn,
	lists,
	deep,
	beside,
	during,
	decisions,
	'both-ways': bothWays,
	listeners,
	inbox,
	builder,
	quality
};
