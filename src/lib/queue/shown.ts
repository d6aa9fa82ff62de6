/**
 * What a person knows an item by. Where gold items and repeats come among the work, nothing may tell them: an id that
 * came before or is out of line would, so the assignment's own stands for it.
 */
import type { ProjectSettings } from '#lib/schema/values.ts';

type Project = { settings: Pick<ProjectSettings, 'gold_rate' | 'swap_rate'> };

export const shownId = ({ settings }: Project, assignmentId: string, itemId: string): string =>
	settings.gold_rate > 0 || settings.swap_rate > 0 ? assignmentId : itemId;
