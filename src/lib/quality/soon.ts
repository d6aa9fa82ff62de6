/** What may take long is waited for a little: a page shows what it has, and asks again for the rest. */
import { Refusal } from '#lib/schema/refusal.ts';

const SOON_MS = 1_500;

/**
 * @returns null where it is not there yet, or where somebody's newer question took its place; whatever was read meanwhile
 * is kept by the thread
 */
export async function soon<T>(asked: Promise<T>, ms = SOON_MS): Promise<T | null> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)));
	const found = asked.catch((error: unknown) => {
		if (error instanceof Refusal && error.code === 'superseded') return null;
		throw error;
	});
	// It may still be refused after nobody waits for it any more.
	found.catch(() => {});
	try {
		return await Promise.race([found, late]);
	} finally {
		clearTimeout(timer);
	}
}
