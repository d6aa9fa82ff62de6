/** An action as it will run: a name and arguments. What is hashed is what is bound; the rest is shown greyed. */
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';

export type Action = { name: string; args: JsonObject };

/** An unbound field without the `args.` that people write before it. */
export const fieldOf = (field: string): string => field.replace(/^args\./, '');

function without(value: JsonObject, path: string[]): JsonObject {
	const [first = '', ...rest] = path;
	if (!Object.hasOwn(value, first)) return value;
	const { [first]: member, ...others } = value;
	if (rest.length === 0) return others;
	return isObject(member) ? { ...others, [first]: without(member, rest) } : value;
}

/** The canonical text (RFC 8785) that `action_hash` is the SHA-256 of. A path into a list stays bound. */
export function boundText({ name, args }: Action, unbound: readonly string[] = []): string {
	const bound = unbound.reduce((left, field) => without(left, fieldOf(field).split('.')), args);
	return canonical({ name, args: bound });
}

export const isSame = (a: Action, b: Action): boolean => canonical(a) === canonical(b);

/** One argument a line, nested ones by their dotted path, as a person reads what will run. */
export function argumentLines(
	args: JsonObject,
	unbound: readonly string[] = []
): { path: string; value: Json; bound: boolean }[] {
	const free = unbound.map(fieldOf);
	const walk = (value: Json, path: string): { path: string; value: Json; bound: boolean }[] =>
		isObject(value) && Object.keys(value).length > 0
			? Object.entries(value).flatMap(([name, member]) =>
					walk(member, path === '' ? name : `${path}.${name}`)
				)
			: [{ path, value, bound: !free.some((field) => path === field || path.startsWith(`${field}.`)) }];
	return Object.keys(args).length === 0 ? [] : walk(args, '');
}
