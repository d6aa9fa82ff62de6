/** How much is measured, and for how long. */
export type Sizes = {
	/** items of the imports and exports */
	rows: number[];
	/** items of the two projects that people work in, measured in turns */
	small: number;
	large: number;
	/** items that one person alone has behind them */
	depth: number;
	seconds: number;
	rounds: number;
	/** single requests of a figure */
	times: number;
	/** decisions that wait for people */
	pending: number;
	/** who follow the log at once */
	listeners: number;
	/** items answered in a browser, one after another */
	turns: number;
};

export const whole: Sizes = {
	rows: [100_000, 1_000_000],
	small: 10_000,
	large: 1_000_000,
	depth: 100_000,
	seconds: 10,
	rounds: 3,
	times: 500,
	pending: 100_000,
	listeners: 1_000,
	turns: 200
};

export const quick: Sizes = {
	rows: [5_000, 20_000],
	small: 3_000,
	large: 10_000,
	depth: 1_000,
	seconds: 4,
	rounds: 1,
	times: 100,
	pending: 2_000,
	listeners: 100,
	turns: 30
};
