import { describe, expect, it } from 'vitest';
import { compile, weightOf, type Facts, type Verdict } from './cel.ts';

const facts = (args: object = {}, more: Partial<Facts> = {}): Facts => ({
	action: { name: 'refund.create', args },
	args,
	confidence: 0.7,
	risk: 'high',
	agent: 'support',
	context: [],
	...more
});
const run = (when: string, args: object = {}, more: Partial<Facts> = {}): Verdict | string => {
	const rule = compile(when);
	return typeof rule === 'string' ? rule : rule.run(facts(args, more), weightOf(args));
};

describe('a rule', () => {
	it('compares a number of JSON with a literal, whole or not', () => {
		for (const when of ['args.n > 500', 'args.n == 600', 'args.n <= 600.0', 'args.n in [600]', 'args.n != 1'])
			expect([when, run(when, { n: 600 })]).toEqual([when, 'yes']);
	});

	it('calculates with numbers and literals beside them, in either order', () => {
		for (const when of [
			'args.n + 1 == 601',
			'1 + args.n == 601',
			'args.n - 1 == 599',
			'1000 - args.n == 400',
			'args.n * 2 == 1200',
			'2 * args.n == 1200',
			'args.n / 2 == 300',
			'1200 / args.n == 2',
			'args.n / args.n == 1',
			'args.n % 7 == 5',
			'size(args.list) / 2 > 1.4',
			'size(args.list) + args.n == 603'
		])
			expect([when, run(when, { n: 600, list: [1, 2, 3] })]).toEqual([when, 'yes']);
	});

	it('takes a division by zero for an error, not for an infinity that compares as false', () => {
		for (const when of ['args.n / args.zero < 5', 'args.n / 0 < 5', 'args.n % args.zero < 5', '1 / 0 == 1'])
			expect([when, run(when, { n: 1, zero: 0 })]).toEqual([when, 'error']);
	});

	it('takes an absent field and a wrong type for an error, never for no', () => {
		expect(run('args.amount > 500')).toBe('error');
		expect(run('args.amount > 500', { amount: '1840' })).toBe('error');
		expect(run('args.amount > 500', { amount: null })).toBe('error');
		expect(run('args.amount')).toBe('error');
		expect(run('args.text', { text: 'true' })).toBe('error');
	});

	it('can ask whether a field is there', () => {
		expect(run('has(args.amount)')).toBe('no');
		expect(run('has(args.amount) && args.amount > 500', { amount: 501 })).toBe('yes');
	});

	it('finds nothing that is inherited, and what a caller calls __proto__', () => {
		expect(run('has(args.constructor) || has(args.toString)')).toBe('no');
		expect(run('args.__proto__.x == 1', JSON.parse('{"__proto__":{"x":1}}') as object)).toBe('yes');
	});

	it('is not hung by a regular expression', () => {
		// What backtracks outlasts the test's own limit.
		expect(run('args.text.matches("^(a+)+$")', { text: `${'a'.repeat(5000)}!` })).toBe('no');
	});

	it('is refused when it names what is not there', () => {
		expect(run('args.x.reverse() == "a"')).toBe('There is no function “reverse” in rules.');
		expect(run('timestamp(args.at) > timestamp("2026-01-01T00:00:00Z")')).toContain(
			'no function “timestamp”'
		);
	});

	it('is refused with the place of a slip', () => {
		expect(run('args.n >')).toMatch(/line 1, column 8/);
	});

	it('is refused over 4 kB, over two macros in each other, and nested without end', () => {
		expect(run(`"${'x'.repeat(4096)}" == ""`)).toContain('4096 bytes');
		expect(run('args.a.exists(x, args.b.exists(y, x == y))', { a: [1], b: [1] })).toBe('yes');
		expect(run('args.a.exists(x, args.b.exists(y, args.c.exists(z, x == z)))')).toContain('At most 2');
		expect(run(`${'('.repeat(2000)}true${')'.repeat(2000)}`)).toContain('nested too deeply');
	});

	it('runs for some milliseconds at most, whatever it is given', () => {
		const list = Array.from({ length: 4000 }, (_, i) => i);
		const wide = `${Array.from({ length: 20 }, () => 'args.list').join(' + ')}`;
		for (const when of [
			'args.list.exists(x, args.list.exists(y, x + y == -1))',
			'args.list.all(x, args.list.all(y, args.text.contains("z") == false))',
			`(${wide}).exists(x, x == -1)`
		]) {
			const started = performance.now();
			expect(['no', 'error', 'This rule would take too long on ordinary arguments. Split it.']).toContain(
				run(when, { list, text: 'a'.repeat(30_000) })
			);
			expect([when, performance.now() - started < 250]).toEqual([when, true]);
		}
	});
});
