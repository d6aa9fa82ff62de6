import { readFileSync } from 'node:fs';
import { parseAs } from '#lib/http/body.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { parseJson, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { actor, list, print, required, text, withStore, type Command } from '../lib/command.ts';

const json = (value: string): Json => {
	try {
		return parseJson(value);
	} catch {
		return value;
	}
};

/** `overlap=3` and its like. */
const settings = (pairs: string[]): Record<string, Json> =>
	Object.fromEntries(
		pairs.map((pair) => {
			const at = pair.indexOf('=');
			if (at < 1) throw new Refusal('invalid', `--set ${pair}: write name=value, such as overlap=3.`);
			return [pair.slice(0, at), json(pair.slice(at + 1))];
		})
	);

export const command: Command = {
	usage: 'project create --slug SLUG --name N --stage annotation|alignment|runtime',
	summary: 'Makes a project.',
	options: {
		slug: { type: 'string', about: 'its name in addresses: lower-case letters, digits, hyphens' },
		name: { type: 'string', about: 'its name on screen; default the slug' },
		stage: { type: 'string', about: 'annotation, alignment or runtime' },
		form: { type: 'string', about: 'a JSON file with fields and questions' },
		guidelines: { type: 'string', about: 'a Markdown file' },
		set: { type: 'string', multiple: true, about: 'a setting, such as overlap=3; may repeat' }
	},
	async run({ values }) {
		const form = text(values, 'form');
		const guidelines = text(values, 'guidelines');
		const input = parseAs(ProjectInput, {
			slug: required(values, 'slug'),
			name: text(values, 'name') ?? required(values, 'slug'),
			stage: required(values, 'stage'),
			...(form ? { form: parseJson(readFileSync(form, 'utf8')) } : {}),
			...(guidelines ? { guidelines: readFileSync(guidelines, 'utf8') } : {}),
			settings: settings(list(values, 'set'))
		});
		const project = await withStore((store) => createProject(store, actor, input));
		print(project.slug);
		return 0;
	}
};
