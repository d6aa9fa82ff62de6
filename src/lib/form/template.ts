/** What a template of an annotation project brings: a form, guidelines to begin from, and an item that fits. */
import type { Payload, ProjectSettings } from '#lib/schema/values.ts';
import type { Form } from './form.ts';

export type Template = {
	id: string;
	title: string;
	/** one line: what people will do */
	about: string;
	form: Form;
	/** markdown */
	guidelines: string;
	/** what differs from the defaults */
	settings: Partial<ProjectSettings>;
	/** a payload that the form shows */
	example: Payload;
};
