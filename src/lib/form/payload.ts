/** The check of an item's payload: what the form shows is there, in its shape. Extra fields are kept. */
import { isObject, type Json } from '#lib/schema/json.ts';
import { Refusal, type Mistake } from '#lib/schema/refusal.ts';
import type { Payload, Stage } from '#lib/schema/values.ts';
import type { Form } from './form.ts';
import type { FieldType } from './kind.ts';
import { partMistake } from './message.ts';
import { hint } from './near.ts';

const messagesMistakes = (value: Json | undefined, path: string): Mistake[] => {
	if (!Array.isArray(value) || value.length === 0)
		return [{ path, message: 'Send a list of messages, each {"role","content"}.' }];
	return value.flatMap((message, i): Mistake[] => {
		if (!isObject(message) || typeof message.role !== 'string')
			return [{ path: `${path}/${i}`, message: 'A message is {"role": text, "content": text}.' }];
		const { content } = message;
		if (content === undefined || content === null || typeof content === 'string') return [];
		if (!Array.isArray(content))
			return [{ path: `${path}/${i}`, message: 'The content of a message is text, or a list of parts.' }];
		return content.flatMap((part, j): Mistake[] => {
			const mistake = partMistake(part);
			return mistake ? [{ path: `${path}/${i}/content/${j}`, message: mistake }] : [];
		});
	});
};

const isText = (value: Json | undefined) => typeof value === 'string';

function shapeMistakes(type: FieldType, value: Json, path: string): Mistake[] {
	if (type === 'chat') return messagesMistakes(value, path);
	if (type === 'table')
		return Array.isArray(value) && value.every((row) => isObject(row) || Array.isArray(row))
			? []
			: [{ path, message: 'A table is a list of rows, each an object or a list.' }];
	return isText(value) ? [] : [{ path, message: `A field of type ${type} holds text.` }];
}

const MOST_RESPONSES = 50;

function responseMistakes(responses: Json | undefined): Mistake[] {
	if (!Array.isArray(responses) || responses.length < 2)
		return [{ path: '/responses', message: 'Send at least two responses to compare.' }];
	if (responses.length > MOST_RESPONSES)
		return [{ path: '/responses', message: `At most ${MOST_RESPONSES} responses.` }];
	const ids: string[] = [];
	return responses.flatMap((response, i): Mistake[] => {
		const path = `/responses/${i}`;
		if (!isObject(response))
			return [{ path, message: 'A response is {"id", "text"} or {"id", "messages"}.' }];
		const { id, text, messages } = response;
		if (typeof id !== 'string' || id === '')
			return [{ path: `${path}/id`, message: 'Each response needs an id, as text.' }];
		if (ids.includes(id)) return [{ path: `${path}/id`, message: `Two responses have the id “${id}”.` }];
		ids.push(id);
		if (messages !== undefined) return messagesMistakes(messages, `${path}/messages`);
		if (isText(text)) return [];
		if (text !== undefined)
			return [
				{
					path: `${path}/text`,
					message: `A response is text in quotes; here stands ${JSON.stringify(text).slice(0, 40)}.`
				}
			];
		const near = hint(
			'text',
			Object.keys(response).filter((name) => name !== 'id')
		);
		return [{ path: `${path}/text`, message: `Each response needs a text.${near}` }];
	});
}

function alignmentMistakes(payload: Payload): Mistake[] {
	const prompt = isText(payload.prompt)
		? []
		: Array.isArray(payload.prompt)
			? messagesMistakes(payload.prompt, '/prompt')
			: [
					{
						path: '/prompt',
						message: `Send the prompt as text or as messages.${hint('prompt', Object.keys(payload))}`
					}
				];
	return [...prompt, ...responseMistakes(payload.responses)];
}

/** @throws Refusal invalid_payload with each place */
export function checkPayload(form: Form, stage: Stage, payload: Json): Payload {
	if (!isObject(payload)) throw new Refusal('invalid_payload', 'A payload is an object from field to value.');
	const errors =
		stage === 'alignment'
			? alignmentMistakes(payload)
			: form.fields.flatMap(({ name, type }): Mistake[] => {
					const value = payload[name];
					return value === undefined || value === null
						? [
								{
									path: `/${name}`,
									message: `The field “${name}” is missing.${hint(name, Object.keys(payload))}`
								}
							]
						: shapeMistakes(type, value, `/${name}`);
				});
	if (errors.length > 0)
		throw new Refusal('invalid_payload', `payload${errors[0]?.path ?? ''}: ${errors[0]?.message ?? ''}`, {
			errors
		});
	return payload;
}
