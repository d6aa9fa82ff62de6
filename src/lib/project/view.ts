/** One view function a resource, in snake_case: no column leaks by accident. */
import type { Form } from '#lib/form/form.ts';
import type { ProjectSettings, Role, Stage } from '#lib/schema/values.ts';

type Row = {
	id: string;
	slug: string;
	name: string;
	stage: Stage;
	state: string;
	settings: ProjectSettings;
	formVersion: number;
	guidelineVersion: number;
	demo: boolean;
	createdAt: number;
};

export const projectLine = (row: Row) => ({
	id: row.id,
	slug: row.slug,
	name: row.name,
	stage: row.stage,
	state: row.state,
	demo: row.demo,
	created_at: new Date(row.createdAt).toISOString()
});

export const projectView = (row: Row, form: Form, guidelines: string, role: Role) => ({
	...projectLine(row),
	settings: row.settings,
	form,
	form_version: row.formVersion,
	guidelines,
	guideline_version: row.guidelineVersion,
	role
});
