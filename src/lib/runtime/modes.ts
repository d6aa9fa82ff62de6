/** Modes of oversight and grades of risk, from the most lenient to the strictest. */
export const modes = ['out_of_the_loop', 'on_the_loop', 'in_the_loop', 'deny'] as const;
export type Mode = (typeof modes)[number];
export const strictestMode = (a: Mode, b: Mode): Mode => (modes.indexOf(a) >= modes.indexOf(b) ? a : b);

export const risks = ['low', 'medium', 'high', 'critical'] as const;
export type Risk = (typeof risks)[number];
export const higherRisk = (a: Risk, b: Risk): Risk => (risks.indexOf(a) >= risks.indexOf(b) ? a : b);
