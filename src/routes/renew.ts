/** What a page shows is read anew, or what of it depends on `what`; never while somebody is on the way. */
import { invalidate, invalidateAll } from '$app/navigation';
import { settled } from '#lib/ui/under-way.ts';

export async function renew(what?: string): Promise<void> {
	await settled();
	await (what === undefined ? invalidateAll() : invalidate(what));
}
