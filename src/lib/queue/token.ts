/**
 * The token of an assignment, as sent: a secret that stays the same for its whole life, since only one person is
 * ever handed it, and the number of times it was handed out. The secret alone lets an honest answer in, however
 * late; only the latest number lets a page give back what it holds, so that a reload never loses anything.
 */
type Held = { token: string; lease: number };

export const tokenOf = ({ token, lease }: Held): string => `${token}.${lease}`;

/** Whether the sender was once handed the assignment. */
export const isOurs = (sent: string, { token }: Held): boolean => sent.split('.', 1)[0] === token;

/** Whether the sender holds it as it was last handed out. */
export const isLatest = (sent: string, held: Held): boolean => sent === tokenOf(held);
