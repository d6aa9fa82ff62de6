/** A form: how a payload is shown and what is asked. One document for screen, file and API, checked when saved. */
import { actionsOf, type View } from '#lib/schema/actions.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import { Refusal, type Mistake } from '#lib/schema/refusal.ts';
import type { Stage } from '#lib/schema/values.ts';
import type { z } from 'zod';
import { Field, flat, type Question } from './kind.ts';
import { kindOf, kinds } from './kinds.ts';
import { hint } from './near.ts';

export type Form = { fields: Field[]; questions: Question[] };

const viewOf: Record<Stage, View[]> = {
	annotation: ['annotate'],
	alignment: ['rank'],
	runtime: ['inbox', 'monitor']
};
/** What the working views of a stage do with a key, in words; null where an option may have it. */
function reservedFor(stage: Stage, key: string): string | null {
	if (key === ' ') return 'skip';
	const all = viewOf[stage].flatMap(actionsOf).map(([, action]) => action);
	const own = all.find((action) => action.key === key);
	// Responses are chosen by digits; where labels are, digits belong to the options themselves.
	const digit = stage === 'alignment' && all.find((a) => a.digits && a.press?.includes(`Digit${key}`));
	return own?.label ?? (digit ? digit.label : null);
}
const MOST = { fields: 50, questions: 100 };

const pointer = (...parts: PropertyKey[]) => parts.map((part) => `/${String(part)}`).join('');

/** zod's issues in a person's words, with what was meant. */
function mistakes(schema: z.ZodType, value: unknown, at: string): Mistake[] {
	const result = schema.safeParse(value);
	if (result.success) return [];
	return result.error.issues.flatMap((issue): Mistake[] => {
		const path = at + pointer(...issue.path);
		if (issue.code === 'unrecognized_keys') {
			const shape = 'shape' in schema && isObject(schema.shape) ? Object.keys(schema.shape) : [];
			return issue.keys.map((key) => ({
				path: `${path}/${key}`,
				message: `“${key}” is unknown here.${issue.path.length === 0 ? hint(key, shape) : ''}`
			}));
		}
		if (issue.code === 'invalid_value')
			return [{ path, message: `Use one of: ${issue.values.map(String).join(', ')}.` }];
		return [{ path, message: issue.message }];
	});
}

function questionMistakes(value: Json, at: string): Mistake[] {
	if (!isObject(value)) return [{ path: at, message: 'A question is an object with a name and a type.' }];
	if (typeof value.type !== 'string')
		return [{ path: `${at}/type`, message: `Name a type: ${Object.keys(kinds).join(', ')}.` }];
	const kind = kindOf(value.type);
	if (!kind)
		return [
			{
				path: `${at}/type`,
				message: `There is no question of type “${value.type}”.${hint(value.type, Object.keys(kinds))}`
			}
		];
	return mistakes(kind.schema, value, at);
}

function repeated(names: string[], path: (i: number) => string, what: string): Mistake[] {
	return names.flatMap((name, i) =>
		names.indexOf(name) < i ? [{ path: path(i), message: `${what} “${name}” is there twice.` }] : []
	);
}

/** Options as they lie in the document, with their pointers. */
function placed(
	options: Question['options'],
	at: string
): { path: string; value: string; key?: string | undefined }[] {
	return (options ?? []).flatMap((option, i) => [
		{ path: `${at}/options/${i}`, value: option.value, key: option.key },
		...(option.children ?? []).flatMap((child, j) =>
			placed([child], '').map((p) => ({
				...p,
				path: `${at}/options/${i}/children/${j}${p.path.replace('/options/0', '')}`
			}))
		)
	]);
}

function optionMistakes(question: Question, at: string): Mistake[] {
	const all = placed(question.options, at);
	return repeated(
		all.map((o) => o.value),
		(i) => `${all[i]?.path ?? at}/value`,
		'The option'
	);
}

const isDigit = (key: string) => /^[0-9]$/.test(key);

/**
 * Keys of options work all over the form, also where two questions are never asked of one item: one key, one
 * meaning. Digits count the options that are on screen: those of a question, or of a branch that is open.
 */
function keyMistakes(form: Form, stage: Stage): Mistake[] {
	const taken = new Map<string, { question: string; value: string }>();
	return form.questions.flatMap((question, i) => {
		const { name } = question;
		// Labels of spans lie side by side, whatever they lie under in the form.
		const isFlat = question.type === 'spans';
		return placed(question.options, `/questions/${i}`).flatMap(({ path, value, key }): Mistake[] => {
			if (key === undefined) return [];
			const wrong = (message: string) => [{ path: `${path}/key`, message }];
			const lower = key.toLowerCase();
			if ([...lower].length !== 1) return wrong(`A key is one character; “${key}” is not.`);
			const action = reservedFor(stage, lower);
			if (action !== null)
				return wrong(`The key “${key}” is “${action}” in the working view: give “${value}” another.`);
			const level = isFlat ? name : path.slice(0, path.lastIndexOf('/'));
			const where = isDigit(lower) ? `${level} ${lower}` : lower;
			const other = taken.get(where);
			if (other !== undefined) {
				const question = other.question === name ? '' : ` in the question “${other.question}”`;
				return wrong(`The key “${key}” is already that of “${other.value}”${question}.`);
			}
			taken.set(where, { question: name, value });
			return [];
		});
	});
}

/** What a question says of fields, other questions and bounds. Names the field that it falls back to. */
function meaningMistakes(form: Form, question: Question, i: number): Mistake[] {
	const at = `/questions/${i}`;
	const found: Mistake[] = [];
	const kind = kindOf(question.type);
	const names = form.fields.map((f) => f.name);
	if (question.of !== undefined && question.field !== undefined)
		found.push({ path: `${at}/field`, message: 'It is asked of the responses: leave field out.' });
	else if (question.field !== undefined && kind) {
		const field = form.fields.find((f) => f.name === question.field);
		if (kind.fits.length === 0)
			found.push({
				path: `${at}/field`,
				message: `A ${kind.type} is asked of the whole item: leave field out.`
			});
		else if (!field)
			found.push({
				path: `${at}/field`,
				message: `There is no field “${question.field}”.${hint(question.field, names)}`
			});
		else if (!kind.fits.includes(field.type))
			found.push({
				path: `${at}/field`,
				message: `${kind.type} cannot be asked of a field of type ${field.type}; it fits ${kind.fits.join(', ')}.`
			});
	} else if ((question.type === 'spans' || question.type === 'boxes') && !fieldFor(form, question))
		found.push({
			path: `${at}/type`,
			message: `${question.type} needs a field of type ${kind?.fits.join(', ') ?? ''}.`
		});
	if (question.min !== undefined && question.max !== undefined && question.min > question.max)
		found.push({
			path: `${at}/min`,
			message: `min is ${question.min}, above max, which is ${question.max}.`
		});
	if (
		question.type === 'labels' &&
		question.min !== undefined &&
		question.min > flat(question.options).length
	)
		found.push({ path: `${at}/min`, message: `There are only ${flat(question.options).length} options.` });
	const earlier = form.questions.slice(0, i);
	for (const [name, values] of Object.entries(question.when ?? {})) {
		const asked = earlier.find((q) => q.name === name);
		const path = `${at}/when/${name}`;
		if (!asked)
			found.push({
				path,
				message: `There is no earlier question “${name}”.${hint(
					name,
					earlier.map((q) => q.name)
				)}`
			});
		else if (asked.type === 'ranking')
			found.push({ path, message: `“${name}” is a ranking: no question can depend on it.` });
		else if (asked.options) {
			const options = flat(asked.options).map((o) => o.value);
			for (const value of [values].flat())
				if (!options.includes(value))
					found.push({ path, message: `“${value}” is no option of “${name}”.${hint(value, options)}` });
		}
	}
	return [...found, ...optionMistakes(question, at)];
}

/** The field that a question is about: the one it names, else the first that fits. */
export function fieldFor(form: Form, question: Question): string | undefined {
	if (question.field !== undefined || question.of !== undefined) return question.field;
	const kind = kindOf(question.type);
	return form.fields.find((field) => kind?.fits.includes(field.type))?.name;
}

const alignmentDefault: Form = { fields: [], questions: [{ name: 'preference', type: 'ranking' }] };

/** @throws Refusal invalid_form when the stage needs a form of its own */
export function defaultForm(stage: Stage): Form {
	if (stage === 'alignment') return alignmentDefault;
	if (stage === 'runtime') return { fields: [], questions: [] };
	throw new Refusal('invalid_form', 'An annotation project needs a form: its fields and its questions.', {
		errors: [{ path: '', message: 'Send {"fields":[…],"questions":[…]}.' }]
	});
}

/** @throws Refusal invalid_form with every mistake, its JSON pointer and how to mend it */
export function parseForm(input: unknown, stage: Stage): Form {
	const errors = formMistakes(input, stage);
	if (errors.length > 0) {
		const first = errors[0];
		throw new Refusal('invalid_form', `${first?.path || 'The form'}: ${first?.message ?? ''}`, { errors });
	}
	const form = input as Form;
	// Which field a question is about is settled here, once, and stored.
	return {
		fields: form.fields ?? [],
		questions: form.questions.map((question) => {
			const field = fieldFor({ fields: form.fields ?? [], questions: [] }, question);
			return field === undefined ? question : { ...question, field };
		})
	};
}

/** Every mistake of a form, with its JSON pointer; none when it can be saved. */
export function formMistakes(input: unknown, stage: Stage): Mistake[] {
	if (!isObject(input))
		return [{ path: '', message: 'A form is an object: {"fields":[…],"questions":[…]}.' }];
	const known = ['fields', 'questions'];
	const found: Mistake[] = Object.keys(input)
		.filter((name) => !known.includes(name))
		.map((name) => ({ path: `/${name}`, message: `“${name}” is unknown here.${hint(name, known)}` }));
	const { fields = [], questions } = input;
	if (!Array.isArray(fields)) return [...found, { path: '/fields', message: 'fields is a list.' }];
	if (!Array.isArray(questions))
		return [...found, { path: '/questions', message: 'questions is a list of at least one.' }];
	if (questions.length === 0 && stage !== 'runtime')
		found.push({ path: '/questions', message: 'Ask at least one question.' });
	if (fields.length > MOST.fields) found.push({ path: '/fields', message: `At most ${MOST.fields} fields.` });
	if (questions.length > MOST.questions)
		found.push({ path: '/questions', message: `At most ${MOST.questions} questions.` });
	if (stage === 'annotation' && fields.length === 0)
		found.push({ path: '/fields', message: 'Name at least one field of the payload to show.' });
	fields.forEach((field, i) => found.push(...mistakes(Field, field, `/fields/${i}`)));
	questions.forEach((question, i) => found.push(...questionMistakes(question, `/questions/${i}`)));
	if (found.length > 0) return found;
	const form = { fields, questions } as unknown as Form;
	found.push(
		...repeated(
			form.fields.map((f) => f.name),
			(i) => `/fields/${i}/name`,
			'The field'
		),
		...repeated(
			form.questions.map((q) => q.name),
			(i) => `/questions/${i}/name`,
			'The question'
		),
		...form.questions.flatMap((question, i) => meaningMistakes(form, question, i)),
		...keyMistakes(form, stage)
	);
	if (stage !== 'alignment')
		form.questions.forEach((q, i) => {
			if (q.type === 'ranking')
				found.push({ path: `/questions/${i}/type`, message: 'A ranking is asked in alignment projects.' });
			if (q.of !== undefined)
				found.push({
					path: `/questions/${i}/of`,
					message: 'Responses are there in alignment projects alone.'
				});
		});
	return found;
}
