/** Settings of the whole instance, as an admin sends them and everybody else feels them. */
import { z } from 'zod';

/** The EU AI Act asks deployers to keep logs for six months at least (Regulation (EU) 2024/1689, article 26(6)). */
export const LEAST_RETENTION_DAYS = 183;

export const InstanceSettings = z.strictObject({
	/** a halt is lifted by somebody else than who made it */
	halt_second_person: z.boolean(),
	/** for so many days what decisions hold is not erased, unless somebody says why; never less than six months */
	retention_days: z
		.int('Write a whole number of days.')
		.min(LEAST_RETENTION_DAYS, `Decisions are kept for ${LEAST_RETENTION_DAYS} days at least.`)
		.max(36_500, 'Write at most 36,500 days.')
});
export type InstanceSettings = z.infer<typeof InstanceSettings>;

export const InstancePatch = InstanceSettings.partial();
export type InstancePatch = z.infer<typeof InstancePatch>;
