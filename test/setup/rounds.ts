/**
 * The one setting that says how hard the tests try: ASSENT_ROUNDS, 5 by default and 30 with CI=true.
 * A kill test kills so many times an engine; random histories and races run ten times as many.
 */
const fallback = process.env.CI === 'true' ? 30 : 5;

export const rounds = Math.max(1, Number(process.env.ASSENT_ROUNDS || fallback));
export const histories = rounds * 10;
