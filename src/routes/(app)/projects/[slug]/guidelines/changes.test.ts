import { expect, it } from 'vitest';
import { changesOf } from './changes.ts';

const lines = (n: number, from = 0) => Array.from({ length: n }, (_, i) => `line ${from + i}`);

it('shows what changed with a little around it, and the length of what stayed', () => {
	const before = [...lines(10), 'old', ...lines(10, 20)].join('\n');
	const after = [...lines(10), 'new', ...lines(10, 20), 'end'].join('\n');
	expect(changesOf(before, after)).toEqual([
		{ kind: 'gap', lines: 8 },
		{ kind: 'same', lines: ['line 8', 'line 9'] },
		{ kind: 'changed', before: 'old', after: 'new' },
		{ kind: 'same', lines: ['line 20', 'line 21'] },
		{ kind: 'gap', lines: 6 },
		{ kind: 'same', lines: ['line 28', 'line 29'] },
		{ kind: 'changed', before: '', after: 'end' }
	]);
	expect(changesOf(before, before)).toEqual([]);
});

it('finds lines that moved apart, and puts both texts together again', () => {
	const before = 'a\nb\nc\nd';
	const after = 'b\nx\nc\na\nd';
	const changes = changesOf(before, after);
	const side = (which: 'before' | 'after') =>
		changes.flatMap((c) =>
			c.kind === 'same' ? c.lines : c.kind === 'changed' && c[which] !== '' ? [c[which]] : []
		);
	expect(side('before').join('\n')).toBe(before);
	expect(side('after').join('\n')).toBe(after);
});

it('gives up on what nobody would read, but not on what both begin and end with', () => {
	const head = lines(3);
	const many = (name: string) => Array.from({ length: 2_500 }, (_, i) => `${name} ${i}`);
	const changes = changesOf([...head, ...many('a'), 'z'].join('\n'), [...head, ...many('b'), 'z'].join('\n'));
	expect(changes.map(({ kind }) => kind)).toEqual(['same', 'changed', 'same']);
});
