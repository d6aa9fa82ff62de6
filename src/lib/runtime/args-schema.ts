/**
 * Arguments against their JSON Schema (2020-12), in the part of it that a form can show. A keyword outside of that
 * part is refused when the policy is saved, so that nothing looks checked and is not.
 */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { canonical } from '#lib/schema/json.ts';
import type { Mistake } from '#lib/schema/refusal.ts';

export const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;
const notes = [
	'title',
	'description',
	'default',
	'examples',
	'$schema',
	'$id',
	'$comment',
	'format',
	'deprecated',
	'readOnly'
];
const numbers = [
	'minimum',
	'maximum',
	'exclusiveMinimum',
	'exclusiveMaximum',
	'minLength',
	'maxLength',
	'minItems',
	'maxItems'
];
const known = [
	'type',
	'properties',
	'required',
	'additionalProperties',
	'items',
	'enum',
	'const',
	...numbers,
	...notes
];
const DEEPEST = 20;

/** What in a schema cannot be checked here. */
export function schemaMistakes(schema: JsonObject, at: string, depth = 0): Mistake[] {
	if (depth > DEEPEST) return [{ path: at, message: 'The schema is nested too deeply.' }];
	const mistakes: Mistake[] = Object.keys(schema)
		.filter((keyword) => !known.includes(keyword))
		.map((keyword) => ({
			path: `${at}/${keyword}`,
			message: `“${keyword}” is not checked here, so it is refused.`
		}));
	const named = schema.type === undefined ? [] : Array.isArray(schema.type) ? schema.type : [schema.type];
	if (named.some((type) => !types.some((one) => one === type)))
		mistakes.push({ path: `${at}/type`, message: `Use one of: ${types.join(', ')}.` });
	for (const keyword of numbers)
		if (schema[keyword] !== undefined && typeof schema[keyword] !== 'number')
			mistakes.push({ path: `${at}/${keyword}`, message: 'This is a number.' });
	if (schema.enum !== undefined && !Array.isArray(schema.enum))
		mistakes.push({ path: `${at}/enum`, message: 'This is a list of values.' });
	if (
		schema.required !== undefined &&
		!(Array.isArray(schema.required) && schema.required.every((name) => typeof name === 'string'))
	)
		mistakes.push({ path: `${at}/required`, message: 'This is a list of names.' });
	const inside: [string, Json | undefined][] = [
		['items', schema.items],
		[
			'additionalProperties',
			schema.additionalProperties === true || schema.additionalProperties === false
				? undefined
				: schema.additionalProperties
		]
	];
	if (schema.properties !== undefined && !isObject(schema.properties))
		mistakes.push({ path: `${at}/properties`, message: 'This maps names to schemas.' });
	else if (isObject(schema.properties))
		for (const [name, inner] of Object.entries(schema.properties)) inside.push([`properties/${name}`, inner]);
	for (const [where, inner] of inside) {
		if (inner === undefined) continue;
		if (isObject(inner)) mistakes.push(...schemaMistakes(inner, `${at}/${where}`, depth + 1));
		else mistakes.push({ path: `${at}/${where}`, message: 'This is a schema: an object.' });
	}
	return mistakes;
}

const typeOf = (value: Json): string[] => {
	if (value === null) return ['null'];
	if (Array.isArray(value)) return ['array'];
	if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
	return [typeof value];
};

const bounds: [string, (value: Json) => number | null, (size: number, bound: number) => boolean, string][] = [
	['minimum', (v) => (typeof v === 'number' ? v : null), (n, b) => n >= b, 'at least'],
	['maximum', (v) => (typeof v === 'number' ? v : null), (n, b) => n <= b, 'at most'],
	['exclusiveMinimum', (v) => (typeof v === 'number' ? v : null), (n, b) => n > b, 'more than'],
	['exclusiveMaximum', (v) => (typeof v === 'number' ? v : null), (n, b) => n < b, 'less than'],
	[
		'minLength',
		(v) => (typeof v === 'string' ? [...v].length : null),
		(n, b) => n >= b,
		'characters: at least'
	],
	[
		'maxLength',
		(v) => (typeof v === 'string' ? [...v].length : null),
		(n, b) => n <= b,
		'characters: at most'
	],
	['minItems', (v) => (Array.isArray(v) ? v.length : null), (n, b) => n >= b, 'entries: at least'],
	['maxItems', (v) => (Array.isArray(v) ? v.length : null), (n, b) => n <= b, 'entries: at most']
];

/** Where arguments differ from their schema; lengths count code points. */
export function argsMistakes(schema: JsonObject, value: Json, at = ''): Mistake[] {
	const said = (message: string) => [{ path: at, message }];
	const named = schema.type === undefined ? null : Array.isArray(schema.type) ? schema.type : [schema.type];
	if (named && !typeOf(value).some((type) => named.includes(type)))
		return said(`This is of type ${named.join(' or ')}.`);
	if (Array.isArray(schema.enum) && !schema.enum.some((one) => canonical(one) === canonical(value)))
		return said(
			`Use one of: ${schema.enum.map((one) => (typeof one === 'string' ? one : canonical(one))).join(', ')}.`
		);
	if (schema.const !== undefined && canonical(schema.const) !== canonical(value))
		return said(`This is ${canonical(schema.const)}.`);
	for (const [keyword, measure, holds, words] of bounds) {
		const bound = schema[keyword];
		const size = measure(value);
		if (typeof bound === 'number' && size !== null && !holds(size, bound))
			return said(`It has ${words} ${bound}.`);
	}
	if (Array.isArray(value) && isObject(schema.items)) {
		const inner = schema.items;
		return value.flatMap((one, i) => argsMistakes(inner, one, `${at}/${i}`));
	}
	return isObject(value) ? memberMistakes(schema, value, at) : [];
}

function memberMistakes(schema: JsonObject, value: JsonObject, at: string): Mistake[] {
	const properties = isObject(schema.properties) ? schema.properties : {};
	const missing = (Array.isArray(schema.required) ? schema.required : [])
		.filter((name) => typeof name === 'string' && !Object.hasOwn(value, name))
		.map((name) => ({ path: `${at}/${String(name)}`, message: 'This is required.' }));
	const inside = Object.entries(value).flatMap(([name, member]): Mistake[] => {
		const inner = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
		if (inner === false) return [{ path: `${at}/${name}`, message: `The action has no argument “${name}”.` }];
		return isObject(inner) ? argsMistakes(inner, member, `${at}/${name}`) : [];
	});
	return [...missing, ...inside];
}
