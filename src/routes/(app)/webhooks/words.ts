/** How webhooks and their messages are spoken of. */
import { count } from '#lib/ui/words.ts';

export const stateWords = { on: 'on', paused: 'paused', gone: 'off: its receiver is gone' } as const;

/** Counts end at 1,000. */
export const capped = (many: number): string => (many >= 1000 ? '1,000 or more' : count(many));

/** `2026-05-14 08:09:10`, in UTC as the log has it. */
export const moment = (iso: string): string => iso.replace('T', ' ').slice(0, 19);
