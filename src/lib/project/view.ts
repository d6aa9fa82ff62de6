/** One view function a resource, in snake_case: no column leaks by accident. */
import type { Form } from '#lib/form/form.ts';
import { defaultSettings, type ProjectSettings, type Role, type Stage } from '#lib/schema/values.ts';

type Row = {
	id: string;
	slug: string;
	name: string;
	stage: Stage;
	state: string;
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

/** Settings that tell nobody which of their items check them, nor how the caller calls things. */
const open = [
	'overlap',
	'overlap_cap',
	'lease_minutes',
	'order',
	'consensus',
	'training_items',
	'training_pass'
] as const;
type Open = (typeof open)[number];
export type SettingsView = Pick<ProjectSettings, Open> & Partial<ProjectSettings>;

/** All settings for those who lead; for others what they may know. A project older than a setting has its default. */
export function settingsSeen(settings: ProjectSettings, leads: boolean): SettingsView {
	const whole = { ...defaultSettings, ...settings };
	return leads
		? whole
		: (Object.fromEntries(open.map((name) => [name, whole[name]])) as unknown as SettingsView);
}

export const projectView = (
	row: Row,
	settings: SettingsView,
	form: Form,
	guidelines: string,
	role: Role
) => ({
	...projectLine(row),
	settings,
	form,
	form_version: row.formVersion,
	guidelines,
	guideline_version: row.guidelineVersion,
	role
});
