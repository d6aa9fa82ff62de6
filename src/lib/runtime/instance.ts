/** Settings of the whole instance, as an admin sends them and everybody else feels them. */
import { z } from 'zod';

export const InstanceSettings = z.strictObject({
	/** a halt is lifted by somebody else than who made it */
	halt_second_person: z.boolean()
});
export type InstanceSettings = z.infer<typeof InstanceSettings>;

export const InstancePatch = InstanceSettings.partial();
export type InstancePatch = z.infer<typeof InstancePatch>;
