/** Rankings: what each person says of every two responses, and how alike whole orders are where there are more. Pure. */
import type { Json } from '#lib/schema/json.ts';
import { counts, lists } from '#lib/stats/lists.ts';
import { rankedOf } from '#lib/stats/ranked.ts';
import { ranked } from '#lib/stats/table.ts';
import { named, type Counting, type Given } from './counting.ts';
import type { Hearing, Value } from './heard.ts';
import { tallying } from './tally.ts';
import { pairsOf, rankedIn, SIDES, type PairUnit, type Ranked } from './units.ts';
import { countingValues, waysFor, type Said } from './values.ts';

type AsOrder = Extract<Hearing, { as: 'order' }>;

/** Orders by the place of their answer, each read once. */
function ordersIn({ ear: { answers, said } }: Given, { hear }: AsOrder) {
	const read: (Ranked | null)[] = [];
	const orderAt = (code: number): Ranked | null => {
		let found = read[code];
		if (found === undefined) {
			const order = hear(JSON.parse(answers.all[code] ?? 'null') as Json);
			read[code] = found = order && rankedIn(order);
		}
		return found;
	};
	return {
		at: orderAt,
		codeOf: (judgment: number): number => said.values[judgment] ?? -1,
		of(judgment: number): Ranked | null {
			const code = said.values[judgment] ?? -1;
			return code < 0 ? null : orderAt(code);
		}
	};
}

/** Which two responses are compared, and of how many items more than two are. */
function naming() {
	const names = new Map<string, number>();
	const [ids, compared] = [lists(), counts()];
	const [PAIRS, LONG] = [0, 1];
	const nameOf = (id: string): number => {
		const found = names.get(id) ?? names.size;
		names.set(id, found);
		return found;
	};
	return {
		note(pairs: readonly Partial<Pick<PairUnit, 'ids'>>[], times: 1 | -1): void {
			for (const { ids: two = [] } of pairs) compared.add(PAIRS, ids.of(two.map(nameOf)), times);
			if (pairs.length > 1) compared.add(LONG, 0, times);
		},
		/** the two ids, where all items have the same ones */
		common(): readonly string[] | null {
			const [one, ...more] = compared.byKey().get(PAIRS) ?? [];
			if (!one || more.length > 0) return null;
			const all = [...names.keys()];
			return ids.at(one.what).map((name) => all[name] ?? '');
		},
		isLong: (): boolean => compared.byKey().has(LONG),
		bytes: () => ids.bytes() + compared.bytes()
	};
}

export function countingOrders(given: Given, hearing: AsOrder): Counting {
	const { ear } = given;
	const orders = ordersIn(given, hearing);
	const names = naming();
	const said: Said = {
		of: 'pair',
		values: SIDES,
		order: SIDES,
		ways: waysFor(ear.question),
		units: (own) => pairsOf(own, orders.of),
		note: names.note,
		nameOf: (side: Value) => names.common()?.[SIDES.indexOf(side as 'first')] ?? `${side}`,
		hasModels: () => !names.isLong()
	};
	const pairs = countingValues(given, said);
	const whole = tallying();
	return {
		group(items, times) {
			pairs.group(items, times);
			whole.group(
				items.flatMap(({ people }) => {
					const codes = people
						.map(orders.codeOf)
						.filter((code) => code >= 0 && orders.at(code)?.allBad === false);
					const kind = whole.kind(codes.sort((a, b) => a - b));
					return codes.length > 0 ? [{ raters: [], kind, week: null, couples: [] }] : [];
				}),
				times
			);
		},
		view() {
			const part = pairs.view();
			if (!names.isLong()) return part;
			const codes = [...new Set(whole.classes((kind) => kind).kinds.flat())];
			const textOf = (code: number): string => ear.answers.all[code] ?? '';
			const texts = ranked(codes.map(textOf));
			const at = new Map(texts.map((text, i) => [text, i]));
			const places = new Map(codes.map((code) => [code, at.get(textOf(code)) ?? 0]));
			const byPlace = new Map(codes.map((code) => [places.get(code) ?? 0, orders.at(code)?.tiers ?? []]));
			const { tau, rho, w } = rankedOf(
				whole.classes((kind) => kind.map((code) => places.get(code) ?? 0).sort((a, b) => a - b)),
				texts.map((_, i) => byPlace.get(i) ?? [])
			);
			return {
				...part,
				measures: [...part.measures, named('tau_b', tau), named('spearman', rho), named('kendall_w', w)]
			};
		},
		differ: pairs.differ,
		bytes: () => pairs.bytes() + whole.bytes() + names.bytes()
	};
}
