import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesIn, parquetRows } from '../../../../test/setup/parquet.ts';
import { collect } from '../../../../test/setup/rows.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { Example, ExampleKind, Meta } from '../example.ts';
import type { Message } from '../messages.ts';
import { checkFile } from './check.ts';
import { targets } from './list.ts';
import type { Target } from './target.ts';
import { lacksAs, written } from './written.ts';

const meta: Meta = { project: 'p', item: 'i', raters: [], models: [], asked: null };
const common = { group: fc.constant('g'), meta: fc.constant(meta) };

const content = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => text.isWellFormed())
	},
	fc.constantFrom('', ' ', '\n', 'Same.', 'Same. ', 'a\r\nb', '\u2028', '\n\nHuman: x', '\n\nAssistant: x')
);
const call = (name: string) =>
	JSON.stringify([{ type: 'function', function: { name, arguments: { a: 1 } } }]);
const message: fc.Arbitrary<Message> = fc.record({
	role: fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom('user', 'assistant') },
		fc.constantFrom('system', 'developer', 'tool', 'narrator', '')
	),
	content,
	tool_calls: fc.oneof(
		{ weight: 6, arbitrary: fc.constant('[]') },
		fc.constantFrom(call('f'), call(''), '{"no":"list"}', 'no JSON', '[null]')
	)
});
const answer = fc.oneof(
	{
		weight: 3,
		arbitrary: content.map((text): Message[] => [{ role: 'assistant', content: text, tool_calls: '[]' }])
	},
	fc.array(message, { minLength: 1, maxLength: 3 })
);
/** Turns as a real conversation has them: rules or none, then each in turn, whoever speaks last. */
const talk = fc
	.tuple(fc.boolean(), fc.array(message, { minLength: 1, maxLength: 5 }))
	.map(([rules, turns]) => [
		...(rules ? [{ role: 'system', content: 'Rules.', tool_calls: '[]' }] : []),
		...turns.map((turn, i) =>
			i % 2 === 0 ? { ...turn, role: 'user', tool_calls: '[]' } : { ...turn, role: 'assistant' }
		)
	]);
const asked = fc.oneof(
	{ weight: 3, arbitrary: talk },
	{
		weight: 2,
		arbitrary: content.map((text): Message[] => [{ role: 'user', content: text, tool_calls: '[]' }])
	},
	fc.array(message, { minLength: 1, maxLength: 5 })
);
const part = fc.double({ min: 0, max: 1, noNaN: true });

/** Anything that an example of a kind may be, whoever made it. */
const any: Record<Exclude<ExampleKind, 'annotated' | 'judged'>, fc.Arbitrary<Example>> = {
	pair: fc.record({
		kind: fc.constant('pair' as const),
		...common,
		prompt: asked,
		chosen: answer,
		rejected: answer,
		strength: fc.double({ min: 1, max: 3, noNaN: true }),
		shares: part.map((share) => ({ chosen: 0.5 + share / 2, rejected: 0.4 * (1 - share) }))
	}),
	rated: fc.record({
		kind: fc.constant('rated' as const),
		...common,
		prompt: asked,
		completion: answer,
		label: fc.constantFrom<(boolean | null)[]>(true, false, null)
	}),
	demonstration: fc.record({
		kind: fc.constant('demonstration' as const),
		...common,
		prompt: asked,
		completion: answer
	}),
	prompt: fc.record({ kind: fc.constant('prompt' as const), ...common, prompt: asked }),
	ranked: fc.record({
		kind: fc.constant('ranked' as const),
		...common,
		prompt: asked,
		responses: fc.tuple(answer, answer, answer),
		ranks: fc.constantFrom<number[][]>([0, 1, 2], [0, 0, 1], [1, 0, 1])
	}),
	steps: fc.array(fc.tuple(content, fc.boolean()), { maxLength: 4 }).chain((steps) =>
		fc.record({
			kind: fc.constant('steps' as const),
			...common,
			prompt: content,
			steps: fc.constant(steps.map(([step]) => step)),
			labels: fc.constant(steps.map(([, label]) => label))
		})
	)
};

async function* paged(rows: JsonObject[]): AsyncGenerator<JsonObject[]> {
	yield await Promise.resolve(rows);
}

const all: readonly Target[] = targets;

it.each(all.filter(({ from }) => from !== 'annotated'))(
	'$name: whatever it is given, what it writes is taken by its check',
	async (target) => {
		const of = any[target.from as keyof typeof any];
		await fc.assert(
			fc.asyncProperty(
				fc.array(of, { minLength: 1, maxLength: 6 }),
				fc.boolean(),
				async (examples, tools) => {
					const rows = examples.flatMap((example) => {
						const row = target.row(example, { tools });
						if (typeof row !== 'string') return [row];
						expect(target.drops).toContain(row);
						return [];
					});
					const text = (await collect(written(target, paged(rows)))).join('');
					expect(checkFile(target, text)).toEqual([]);
					expect(text.split('\n').length - 1).toBe(rows.length);
				}
			)
		);
	}
);

async function* oneByOne(rows: JsonObject[]): AsyncGenerator<JsonObject[]> {
	for (const row of rows) yield await Promise.resolve([row]);
}

it.each(all.filter((target) => target.from !== 'annotated' && lacksAs(target, 'parquet') === null))(
	'$name: whatever it is given, its Parquet holds the rows of its JSONL, in the same bytes however they are paged',
	async (target) => {
		const of = any[target.from as keyof typeof any];
		await fc.assert(
			fc.asyncProperty(fc.array(of, { maxLength: 6 }), fc.boolean(), async (examples, tools) => {
				const rows = examples
					.map((example) => target.row(example, { tools }))
					.filter((row) => typeof row !== 'string');
				const bytes = await bytesIn(written(target, paged(rows), 'parquet', { tools }));
				expect(await parquetRows(bytes)).toEqual(JSON.parse(JSON.stringify(rows)));
				const again = await bytesIn(written(target, oneByOne(rows), 'parquet', { tools }));
				expect(again.equals(bytes)).toBe(true);
			}),
			{ numRuns: 30 }
		);
	}
);
