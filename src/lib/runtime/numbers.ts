/**
 * Arithmetic of rules. JSON numbers are doubles and so are the literals beside them; CEL alone refuses `amount + 1`
 * (double with int). A division by zero is an error, never an infinity that makes a comparison quietly false.
 */
import { celFunc, CelScalar, type CelFunc } from '@bufbuild/cel';

const { DOUBLE, INT } = CelScalar;

function nonZero(divisor: number): number {
	if (divisor === 0) throw new Error('division by zero');
	return divisor;
}

const operators: Record<string, (left: number, right: number) => number> = {
	'_+_': (left, right) => left + right,
	'_-_': (left, right) => left - right,
	'_*_': (left, right) => left * right,
	'_/_': (left, right) => left / nonZero(right),
	'_%_': (left, right) => left % nonZero(right)
};

export const arithmetic: CelFunc[] = [
	...Object.entries(operators).flatMap(([name, operate]) => [
		celFunc(name, [DOUBLE, INT], DOUBLE, (left, right) => operate(left, Number(right))),
		celFunc(name, [INT, DOUBLE], DOUBLE, (left, right) => operate(Number(left), right))
	]),
	...['_/_', '_%_'].flatMap((name) => {
		const operate = operators[name] ?? nonZero;
		return [
			celFunc(name, [DOUBLE, DOUBLE], DOUBLE, (left, right) => operate(left, right)),
			// `size(args.to) / 2` is a half, not rounded down to what matches less.
			celFunc(name, [INT, INT], DOUBLE, (left, right) => operate(Number(left), Number(right)))
		];
	})
];
