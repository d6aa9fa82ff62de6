/**
 * Whether comparisons tell how strong each model is. They do where there is a path of wins from each to each other: then
 * and only then is the likelihood highest at finite strengths. L. R. Ford (1957), Solution of a Ranking Problem from
 * Binary Comparisons, The American Mathematical Monthly 64(8), 28-33.
 */

/** How a model stands to the others; only of what is `connected` the strength is known without further assumption. */
export type Standing =
	| 'connected'
	/** it never lost nor tied: as strong as one likes */
	| 'unbeaten'
	/** it never won nor tied: as weak as one likes */
	| 'winless'
	/** nobody compared it */
	| 'unseen'
	/** it won and lost, but no path of wins leads both to the most and back */
	| 'apart';

/**
 * Strongly connected components. R. Tarjan (1972), Depth-First Search and Linear Graph Algorithms, SIAM Journal on
 * Computing 1(2), 146-160, without recursion.
 * @param wins `models × models`: above 0 where the row's model has won (or tied) against the column's
 * @returns by model the number of its component
 */
export function components(wins: Float64Array, models: number): Int32Array {
	const component = new Int32Array(models).fill(-1);
	const order = new Int32Array(models).fill(-1);
	const low = new Int32Array(models);
	const next = new Int32Array(models);
	const open: number[] = [];
	let [visited, found] = [0, 0];
	for (let root = 0; root < models; root++) {
		if ((order[root] ?? 0) >= 0) continue;
		const path = [root];
		for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
			if ((order[at] ?? 0) < 0) {
				order[at] = low[at] = visited++;
				open.push(at);
			}
			let to = next[at] ?? 0;
			while (to < models && ((wins[at * models + to] ?? 0) <= 0 || (component[to] ?? 0) >= 0)) to++;
			if (to < models) {
				// An open one is looked at again when it is done, so that its lowest is known by then.
				if ((order[to] ?? 0) < 0) path.push(to);
				else {
					low[at] = Math.min(low[at] ?? 0, low[to] ?? 0);
					to++;
				}
				next[at] = to;
				continue;
			}
			path.pop();
			if (low[at] !== order[at]) continue;
			for (let one = open.pop(); one !== undefined; one = open.pop()) {
				component[one] = found;
				if (one === at) break;
			}
			found++;
		}
	}
	return component;
}

/** By model its standing to the largest component, which is the one of the lowest model where two are as large. */
export function standings(wins: Float64Array, models: number): Standing[] {
	const component = components(wins, models);
	const size = new Map<number, number>();
	for (const one of component) size.set(one, (size.get(one) ?? 0) + 1);
	let main = component[0] ?? 0;
	for (const one of component) if ((size.get(one) ?? 0) > (size.get(main) ?? 0)) main = one;
	return Array.from(component, (one, model) => {
		if (one === main && ((size.get(main) ?? 0) > 1 || models === 1)) return 'connected';
		let [won, lost] = [false, false];
		for (let other = 0; other < models; other++) {
			won ||= (wins[model * models + other] ?? 0) > 0;
			lost ||= (wins[other * models + model] ?? 0) > 0;
		}
		if (won && lost) return 'apart';
		return won ? 'unbeaten' : lost ? 'winless' : 'unseen';
	});
}
