/** Weeks from Monday to Sunday in UTC, in which units were judged last. Pure. */

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** The first of January 1970 was a Thursday. */
const MONDAY = 4 * DAY;
/** So many weeks are told, the latest. */
export const MOST_WEEKS = 26;

export const weekOf = (at: number): number => Math.floor((at - MONDAY) / WEEK);
export const beginOf = (week: number): number => week * WEEK + MONDAY;
