/** What people and programs send about their assignments, as they send it. */
import { z } from 'zod';

const token = z.string('Send the token that came with the assignment.').max(100);
const DAY_MS = 24 * 3600 * 1000;

export const Token = z.strictObject({ token });
export const Skip = z.strictObject({ token, reason: z.string().max(2000).optional() });
/** The holder sends the token that came with the assignment; who may judge needs none. */
const Note = z.strictObject({ token: token.optional() });
const words = z.string().max(5000, 'A note has at most 5,000 characters.');
export const Flag = Note.extend({ reason: words.optional() });
export const Comment = Note.extend({ text: words });
export const Submission = z.strictObject({
	token,
	/** checked by the form room, which says where a mistake is */
	answers: z.unknown(),
	/** milliseconds that the person spent on it */
	dwell_ms: z.number().min(0).max(DAY_MS).transform(Math.round).optional()
});
export type Submission = z.infer<typeof Submission>;
