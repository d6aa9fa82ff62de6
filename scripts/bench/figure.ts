/** One measured thing, with what it stands on: the floor beside it, the rows really there, the durability. */
import type { Counts, Databases } from './database.ts';
import type { Rate } from './floor.ts';
import type { Ground } from './ground.ts';
import { atLeast, below, round, type Goal, type Latency } from './numbers.ts';
import type { Cost } from './served.ts';
import type { Sizes } from './sizes.ts';
import type { Tower } from './tower.ts';

type Value = number | Latency | null;

export type Figure = {
	part: string;
	figure: string;
	/** items of the project that was meant; `rows` is what was counted */
	items: number;
	measured: Record<string, Value>;
	floor: Record<string, Value>;
	/** measured over floor */
	ratio?: number;
	/** the same in CPU time, which a busy machine does not blur: the floor's CPU over the server's */
	cpu_ratio?: number;
	rows: Counts;
	durability: string;
	goals: Goal[];
};

/** What a part is given. */
export type Bench = {
	databases: Databases;
	sizes: Sizes;
	/** a project of so many pairs and votes behind a server of its own, made at the first call */
	ground: (items: number) => Promise<Ground>;
	/** a runtime project with its agents and operators behind a server of its own, made at the first call */
	tower: () => Promise<Tower>;
	add: (figure: Omit<Figure, 'durability'>) => void;
	say: (line: string) => void;
};
export type Part = (bench: Bench) => Promise<void>;

/** Flat: twice the median or twice the 95th percentile of the small database is no longer the same. */
export const flat = (what: string, small: Latency, large: Latency): Goal[] =>
	(['p50', 'p95'] as const).map((at) =>
		below(`${what} ${at}, large over small,`, large[at] / Math.max(small[at], 0.01), 2)
	);

export const memoryGoal = (megabytes: number | null): Goal[] =>
	megabytes === null ? [] : [below('peak memory in MB', megabytes, 300)];

export const firstByteGoal = (what: string, milliseconds: number | null): Goal =>
	below(`first byte of ${what} in ms`, milliseconds ?? Infinity, 200);

/** Where anything failed, latencies are those of refusals: that is no figure. */
export function assertClean(failed: Record<string, number>): void {
	const [what, times] = Object.entries(failed)[0] ?? [];
	if (what !== undefined) throw new Error(`${times} requests failed: ${what}`);
}

export const perSecond = (count: number, seconds: number): number => round(count / seconds, 1);

/** Rows in or out beside the driver that moves the same rows. */
export function besideDriver(what: string, rows: number, seconds: number, cost: Cost, bare: Rate) {
	const rate = rows / seconds;
	const cpu = cost.cpu === null ? null : round((cost.cpu * 1e6) / rows);
	return {
		measured: { rows_per_second: round(rate, 1), cpu_us_a_row: cpu, peak_memory_mb: cost.memory },
		floor: { driver_rows_per_second: bare.rows_per_second, driver_cpu_us_a_row: bare.cpu_us_a_row },
		ratio: round(rate / bare.rows_per_second),
		...(cpu === null ? {} : { cpu_ratio: round(bare.cpu_us_a_row / cpu) }),
		goals: [atLeast(`${what} over its floor`, rate / bare.rows_per_second, 0.5), ...memoryGoal(cost.memory)]
	};
}
