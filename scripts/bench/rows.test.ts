import { describe, expect, it } from 'vitest';
import { canonical, type Json } from '#lib/schema/json.ts';
import {
	answersOf,
	chunks,
	laterLine,
	laterToneLine,
	matchLine,
	scoredLine,
	pairLine,
	payloadOf,
	preferenceLine,
	ratingLine,
	shownOf,
	textLine,
	toneLine,
	voteLine
} from './rows.ts';

const parse = (text: string) => JSON.parse(text) as Json;

describe('the rows of the bench', () => {
	it('are canonical already, so that the bare driver stores the very bytes that the server stores', () => {
		for (let i = 0; i < 300; i++)
			for (const text of [payloadOf(i), answersOf(i), shownOf(i)]) expect(canonical(parse(text))).toBe(text);
	});

	it('differ in every row', () => {
		const payloads = new Set(Array.from({ length: 5_000 }, (_, i) => payloadOf(i)));
		expect(payloads.size).toBe(5_000);
	});

	it('join: the vote of a number names the pair of that number', () => {
		expect(parse(voteLine(41))).toMatchObject({ item: 'pair-41' });
		expect(parse(pairLine(41))).toMatchObject({ key: 'pair-41' });
	});

	it('join where an item is judged four times, by four people', () => {
		for (const line of [ratingLine, toneLine, preferenceLine]) {
			const judged = [40, 41, 42, 43].map((i) => parse(line(i)) as { item: string; rater: string });
			expect(new Set(judged.map(({ item }) => item))).toEqual(new Set(['pair-10']));
			expect(new Set(judged.map(({ rater }) => rater)).size).toBe(4);
		}
		expect(parse(textLine(10))).toMatchObject({ key: 'pair-10' });
	});

	it('compare two of a hundred models, every one with others, and the later judgments are of items that are there', () => {
		const models = new Set<string>();
		for (let i = 0; i < 5_000; i++) {
			const { payload } = parse(matchLine(i)) as { payload: { responses: { model: string }[] } };
			const [one, other] = payload.responses.map(({ model }) => model);
			expect(one).not.toBe(other);
			models.add(one ?? '').add(other ?? '');
		}
		expect(models.size).toBe(100);
		for (const line of [laterLine, laterToneLine])
			expect(parse(line(7))).toMatchObject({ item: 'pair-7', rater: 'rater-late' });
	});

	it('compare the same with what two models propose, who part in each fourth', () => {
		for (const i of [0, 1, 2, 3]) {
			const { suggestions, ...item } = JSON.parse(scoredLine(i)) as { suggestions: { answers: object }[] };
			expect(item).toEqual(JSON.parse(matchLine(i)));
			const [one, other] = suggestions.map(({ answers }) => JSON.stringify(answers));
			expect(one === other).toBe(i !== 0);
		}
	});

	it('come in chunks that lose nothing', () => {
		const text = [...chunks(pairLine, 3, 2_003)].join('');
		expect(text).toBe(Array.from({ length: 2_000 }, (_, i) => pairLine(3 + i)).join(''));
		expect([...chunks(pairLine, 5, 5)]).toEqual([]);
	});
});
