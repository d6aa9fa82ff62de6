/**
 * Where the browser keeps entries: IndexedDB, under the person and the assignment, so that they outlive the tab,
 * the browser and the server. A change reads and writes in one transaction; it is told when it is kept for good.
 */
import type { Entry } from './entry.ts';

export interface Keep {
	/** all of a person's */
	all(person: string): Promise<Entry[]>;
	/**
	 * One entry by another, or by none; nobody comes between.
	 * @param act pure: it may be asked more than once
	 * @returns what is kept now
	 */
	change(person: string, id: string, act: (entry: Entry | null) => Entry | null): Promise<Entry | null>;
	/** Forgets all that is a person's. */
	wipe(person: string): Promise<void>;
}

const NAME = 'assent';
const STORE = 'entry';

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
	new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('IndexedDB does not answer'));
	});

function open(factory: IDBFactory): Promise<IDBDatabase> {
	const request = factory.open(NAME, 1);
	request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ['person', 'id'] });
	return answerOf(request).then((database) => {
		// A later version of the page may need the store otherwise: it does not wait for this one.
		database.onversionchange = () => database.close();
		return database;
	});
}

/** Every id sorts between the two. */
const allOf = (person: string): IDBKeyRange => IDBKeyRange.bound([person, ''], [person, '\uffff']);

/** @returns the keep, or one that refuses where the browser closes its storage to us */
export function browserKeep(factory: IDBFactory | undefined = globalThis.indexedDB): Keep {
	let opened: Promise<IDBDatabase> | null = null;
	async function transact<T>(
		mode: IDBTransactionMode,
		act: (store: IDBObjectStore, done: (value: T) => void) => void
	): Promise<T> {
		if (!factory) throw new Error('This browser keeps nothing');
		opened ??= open(factory);
		const database = await opened.catch((error: unknown) => {
			opened = null;
			throw error;
		});
		return new Promise((resolve, reject) => {
			// Handed to the system at once: a browser that crashes loses nothing.
			const transaction = database.transaction(STORE, mode, { durability: 'relaxed' });
			let result: { value: T } | null = null;
			transaction.oncomplete = () => result && resolve(result.value);
			transaction.onabort = () => reject(transaction.error ?? new Error('Not kept'));
			act(transaction.objectStore(STORE), (value) => (result = { value }));
		});
	}
	const isAdded = (entry: Entry): Promise<boolean> =>
		transact<boolean>('readwrite', (store, done) => {
			store.add(entry);
			store.transaction.commit();
			done(true);
		}).catch((error: unknown) => {
			if (error instanceof DOMException && error.name === 'ConstraintError') return false;
			throw error;
		});
	const changed: Keep['change'] = (person, id, act) =>
		transact('readwrite', (store, done) => {
			const request: IDBRequest<Entry | undefined> = store.get([person, id]);
			request.onsuccess = () => {
				const next = act(request.result ?? null);
				if (next) store.put(next);
				else store.delete([person, id]);
				store.transaction.commit();
				done(next);
			};
		});
	return {
		all: (person) =>
			transact('readonly', (store, done) => {
				const request: IDBRequest<Entry[]> = store.getAll(allOf(person));
				request.onsuccess = () => done(request.result);
			}),
		async change(person, id, act) {
			// What is new goes in without a look first: a person at work waits for one way there and back, not two.
			const fresh = act(null);
			return fresh && (await isAdded(fresh)) ? fresh : changed(person, id, act);
		},
		wipe: (person) =>
			transact('readwrite', (store, done) => {
				store.delete(allOf(person));
				done(undefined);
			})
	};
}
