/** The moments of a decision that a loop rule can listen to. */
export const moments = ['submitted', 'approved', 'edited', 'rejected', 'expired'] as const;
export type Moment = (typeof moments)[number];
