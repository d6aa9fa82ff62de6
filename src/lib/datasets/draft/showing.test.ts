import { expect, it } from 'vitest';
import type { Show } from '../shown.ts';
import { showOf, showText } from '../shown.ts';
import { drawing, newStock } from './picture.ts';
import { spread, type Known } from './showing.server.ts';

/** Four items with two judgments each: not resolved; filtered out; a tie of which one vote counts; two examples, a row. */
function known(): Known {
	const drawn = drawing(newStock());
	for (const id of ['a', 'b', 'c', 'd'])
		drawn.add({
			id,
			size: 2,
			standing: 2,
			counted: 2,
			imported: false,
			final: false,
			metadata: null,
			said: [],
			material: () => ({ id })
		});
	const example = { content: 0, who: -1 };
	return {
		picture: drawn.done(1),
		isResolved: (u) => u > 0,
		isPicked: (u) => u > 1,
		decided: (u) =>
			u === 2
				? { entry: { drops: ['tie'], made: [] }, votes: 1 }
				: { entry: { drops: ['tie', 'split'], made: [example, example] }, votes: 2 },
		unfit: (_u, { made }) => made.map((_, i) => (i === 0 ? 'blank' : null))
	};
}

it.each<[Show, number[]]>([
	[{ step: 'judgments' }, [2, 2, 2, 2]],
	[{ drop: 'unresolved' }, [2, 0, 0, 0]],
	[{ drop: 'uncounted' }, [0, 2, 1, 0]],
	[{ step: 'counted' }, [0, 0, 1, 2]],
	[{ drop: 'tie' }, [0, 0, 1, 1]],
	[{ drop: 'blank' }, [0, 0, 0, 1]],
	[{ step: 'examples' }, [0, 0, 0, 2]],
	[{ step: 'rows' }, [0, 0, 0, 1]]
])('%o is of these items', (show, many) => {
	expect([...spread(known(), show)]).toEqual(many);
});

it('an address asks for a number, and for none where it was cut short', () => {
	for (const show of [{ step: 'rows' }, { drop: 'tool_calls' }, { split: 'train' }] as Show[])
		expect(showOf(showText(show))).toEqual(show);
	for (const text of ['', 'drop', 'drop.', 'step.elsewhere', 'x.y', '.rows']) expect(showOf(text)).toBeNull();
});
