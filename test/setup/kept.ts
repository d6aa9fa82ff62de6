/** All that a page's browser keeps of its origin, as one text to search: both plain storages and the outbox. */
import type { Page } from 'playwright-core';

export const keptHere = (page: Page): Promise<string> =>
	page.evaluate(
		() =>
			new Promise<string>((resolve, reject) => {
				const plain = [{ ...localStorage }, { ...sessionStorage }];
				const opening = indexedDB.open('assent');
				opening.onerror = () => reject(new Error('The outbox does not open.'));
				opening.onsuccess = () => {
					const reading = opening.result.transaction('entry').objectStore('entry').getAll();
					reading.onsuccess = () => {
						opening.result.close();
						resolve(JSON.stringify([...plain, reading.result]));
					};
				};
			})
	);
