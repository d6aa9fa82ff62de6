/** Kinds of error: why a lead overrules a judgment, in the words of a project's own short list. */
import { z } from 'zod';
import { ErrorKind, type ProjectSettings } from '#lib/schema/values.ts';

/** What stands in a project that names none of its own. */
export const usualKinds = ['Slip', 'Guideline unclear', 'Ambiguous item', 'Wrong label'];

/** @param settings may be older than the setting */
export const kindsOf = ({ error_kinds: kinds }: Partial<ProjectSettings>): string[] => kinds ?? usualKinds;

export const NamedErrors = z
	.array(z.strictObject({ judgment: z.string().min(1).max(64), kind: ErrorKind }))
	.max(200)
	.default([]);
export type NamedErrors = z.infer<typeof NamedErrors>;
