/**
 * All that reaches a person's browser, written down: addresses, headers and bodies of every request and answer, server
 * sent events, cookies, storage, the console and the page as it stands; and a search in it for words in any disguise.
 */
import { createHash } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';

/** The places of a word within base64 depend on what stands before it: what surely stands there, of each of three. */
function base64Of(word: string): string[] {
	return [0, 1, 2].map((before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]);
		const whole = Math.floor(bytes.length / 3) * 3;
		return bytes
			.subarray(0, whole)
			.toString('base64')
			.slice(before === 0 ? 0 : 4);
	});
}

const hashes = (word: string): string[] =>
	['sha256', 'sha1', 'md5'].flatMap((name) => {
		const digest = createHash(name).update(word).digest();
		return [digest.toString('hex'), digest.toString('base64').replace(/=+$/, '')];
	});

/** A word as it might stand somewhere: as it is, backwards, percent-encoded, as entities, in base64 or hex, hashed. */
function disguisesOf(word: string): string[] {
	const entities = (base: 10 | 16) =>
		[...word].map((c) => `&#${base === 16 ? 'x' : ''}${(c.codePointAt(0) ?? 0).toString(base)};`).join('');
	const percent = [...Buffer.from(word)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
	const unicode = [...word]
		.map((c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
		.join('');
	const backwards = [...word].toReversed().join('');
	const plain = [
		word,
		backwards,
		percent,
		unicode,
		entities(10),
		entities(16),
		Buffer.from(word).toString('hex')
	];
	const encoded = base64Of(word).flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
	return [...plain, ...encoded, ...hashes(word)].map((text) => text.toLowerCase());
}

export type Wire = {
	/** the page as it stands, its storage and its cookies */
	look(page: Page): Promise<void>;
	/** words that are found, and what stands around each */
	found(words: string[]): Promise<string[]>;
	/** everything, to see that a word that must be there is found */
	text(): Promise<string>;
};

/** Watches a browser from now on. What `EventSource` and `fetch` read is read here too. */
export function watchWire(context: BrowserContext): Wire {
	const seen: string[] = [];
	const bodies: Promise<void>[] = [];
	const later = (text: Promise<string | null>) =>
		void bodies.push(
			text.then(
				(read) => void (read === null || seen.push(read)),
				() => {} // a redirect has no body, and a request that was given up none either
			)
		);
	const watchPage = (page: Page) => {
		page.on('console', (line) => seen.push(line.text(), JSON.stringify(line.location())));
		page.on('pageerror', (error) => seen.push(String(error.stack)));
		page.on('websocket', (socket) => {
			seen.push(socket.url());
			socket.on('framereceived', ({ payload }) => seen.push(String(payload)));
		});
	};
	context.pages().forEach(watchPage);
	context.on('page', watchPage);
	context.on('request', (request) => {
		seen.push(`${request.method()} ${request.url()}`, request.postData() ?? '');
		later(request.allHeaders().then((headers) => JSON.stringify(headers)));
	});
	context.on('response', (response) => {
		seen.push(response.url(), response.statusText());
		later(response.headersArray().then((headers) => JSON.stringify(headers)));
		later(response.body().then((body) => body.toString('utf8')));
	});
	const settled = async () => {
		for (let at = 0; at < bodies.length; at++) await bodies[at];
	};
	return {
		async look(page) {
			seen.push(page.url(), await page.title(), await page.content(), await page.locator('body').innerText());
			seen.push(JSON.stringify(await context.cookies()));
			seen.push(
				await page.evaluate(async () => {
					const stored: unknown[] = [{ ...localStorage }, { ...sessionStorage }, history.state, window.name];
					for (const { name = '' } of await indexedDB.databases()) {
						const database = await new Promise<IDBDatabase>((resolve, reject) => {
							const opening = indexedDB.open(name);
							opening.onsuccess = () => resolve(opening.result);
							opening.onerror = () => reject(opening.error ?? new Error(name));
						});
						for (const store of database.objectStoreNames) {
							const reading = database.transaction(store).objectStore(store).getAll();
							stored.push(
								name,
								store,
								await new Promise((resolve) => (reading.onsuccess = () => resolve(reading.result)))
							);
						}
						database.close();
					}
					return JSON.stringify(stored);
				})
			);
		},
		async text() {
			await settled();
			return seen.join('\n');
		},
		async found(words) {
			await settled();
			const all = seen.join('\n').toLowerCase();
			return words.flatMap((word) =>
				disguisesOf(word).flatMap((text) => {
					const at = all.indexOf(text);
					return at < 0 ? [] : [`${word} as ${text}: …${all.slice(Math.max(0, at - 120), at + 160)}…`];
				})
			);
		}
	};
}
