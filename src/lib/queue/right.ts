/** When an answer with a score counts as right: once, for training, for hidden gold and for everything said of them. */

/** Of 1: what is in part right, such as spans or several labels, is right from here on. */
export const RIGHT_FROM = 0.8;

export const isRight = (score: number | null): boolean => score !== null && score >= RIGHT_FROM - 1e-9;
