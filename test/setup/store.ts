/** A store on a database of the test's own, at today's schema; closed when the test file is done. */
import { afterAll } from 'vitest';
import { openStore, type Store } from '#lib/schema/store.server.ts';
import { migratedUrl } from './migrated.ts';

const open: Store[] = [];
afterAll(async () => {
	await Promise.all(open.splice(0).map((store) => store.close()));
});

/** Another store on the same database, as a second server would open it. */
export async function joinStore(url: string): Promise<Store> {
	const store = await openStore(url);
	open.push(store);
	return store;
}

export async function freshStore(): Promise<Store> {
	return joinStore(await migratedUrl());
}
