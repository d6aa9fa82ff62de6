/** Rectangles on an image, as fractions of its upright size: x and y of the left top corner, width, height. */
import { z } from 'zod';
import { isObject, type Json } from '#lib/schema/json.ts';
import { common, flat, jsonCell, wrong, type Kind, type Problem, type Question } from '../kind.ts';
import { hint } from '../near.ts';
import { options } from './label.ts';

const sides = ['x', 'y', 'width', 'height'] as const;
const known = [...sides, 'label'];
/** Fractions are sums of rounded numbers: the far edge may stick out by this. */
const SLACK = 1e-6;

function check(question: Question, box: Json): Problem[] {
	if (!isObject(box)) return wrong('Send {x, y, width, height, label}.');
	const extra = Object.keys(box).find((name) => !known.includes(name));
	if (extra) return wrong(`A box has no “${extra}”.${hint(extra, known)}`);
	const at = sides.map((side) => box[side]);
	if (!at.every((n): n is number => typeof n === 'number' && n >= 0 && n <= 1))
		return wrong('x, y, width and height are fractions of the image, from 0 to 1; pixels are not.');
	const [x = 0, y = 0, width = 0, height = 0] = at;
	if (width === 0 || height === 0) return wrong('A box has a width and a height above 0.');
	if (x + width > 1 + SLACK || y + height > 1 + SLACK) return wrong('The box reaches beyond the image.');
	const values = flat(question.options).map((o) => o.value);
	return typeof box.label === 'string' && values.includes(box.label)
		? []
		: wrong(`“${String(box.label)}” is not an option.${hint(String(box.label), values)}`);
}

export const boxes: Kind = {
	type: 'boxes',
	fits: ['image'],
	schema: z.strictObject({ ...common, type: z.literal('boxes'), options }),
	required: false,
	check(question, answer) {
		if (!Array.isArray(answer)) return wrong('Send a list of boxes.');
		return answer.flatMap((box, i) => check(question, box).map((p) => ({ ...p, path: `/${i}${p.path}` })));
	},
	fromText: (_, text) => jsonCell(text)
};
