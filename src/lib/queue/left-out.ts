/**
 * What the system hands out to nobody: an item whose content was erased, one whose responses are all the same, and one
 * whose responses say which model they are, where the project leaves those out. The same rule stands here twice, for items on their way in and,
 * as SQL, for those that are there. Who holds such an item by then may still answer, and the answer counts.
 */
import type { ProjectSettings } from '#lib/schema/values.ts';

export type LeftOut = 'identical' | 'self_naming' | 'erased';

/** What was found in an item as it came in. */
export type Found = { identical?: boolean; selfNaming?: boolean };

/** @param settings may be older than the setting */
const leavesNaming = ({ self_naming: setting }: Partial<ProjectSettings>): boolean => setting === 'skip';

export function leftOut(settings: ProjectSettings, { identical, selfNaming }: Found): LeftOut | null {
	if (identical) return 'identical';
	return selfNaming && leavesNaming(settings) ? 'self_naming' : null;
}

/** `leftOut` for an item that the statement calls `i`. */
export const leftOutSql = (settings: ProjectSettings): string =>
	`case when i.erased_at is not null then 'erased' when i.identical then 'identical' ${leavesNaming(settings) ? "when i.self_naming is not null then 'self_naming'" : ''} end`;
