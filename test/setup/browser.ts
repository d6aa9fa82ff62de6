/** The machine's own Chromium, headless and off the network, driven by playwright. */
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from './programs.ts';

const quiet = [
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

export const launchBrowser = (): Promise<Browser> => {
	const executablePath = findChromium();
	if (executablePath === null) throw new Error('No Chromium on PATH: npm test -- --install brings one.');
	// Chromium's sandbox refuses to run as root.
	const asRoot = process.getuid?.() === 0;
	return chromium.launch({ executablePath, args: asRoot ? ['--no-sandbox', ...quiet] : quiet });
};

/** The page's scripts have come and it answers: what is pressed before is the browser's alone. */
export const awake = (page: Page) => page.locator('html[data-awake]').waitFor({ state: 'attached' });

export async function goTo(page: Page, ...args: Parameters<Page['goto']>) {
	const response = await page.goto(...args);
	await awake(page);
	return response;
}
export async function reload(page: Page, ...args: Parameters<Page['reload']>) {
	const response = await page.reload(...args);
	await awake(page);
	return response;
}

/**
 * A slow line: the answer to the next request that fits is there, and comes when it is let. Asked before the page is
 * opened, since Chromium lets pass what goes out as routing begins.
 */
export async function slowLine(page: Page) {
	type Held = { fits: (url: URL, method: string) => boolean; asked: () => void; let: Promise<void> };
	let next: Held | null = null;
	await page.route('**', async (route, request) => {
		const held = next?.fits(new URL(request.url()), request.method()) ? next : null;
		if (held === null) return route.fallback();
		next = null;
		const response = await route.fetch();
		held.asked();
		await held.let;
		await route.fulfill({ response });
	});
	return function hold(fits: Held['fits']) {
		let asked = () => {};
		let release = () => {};
		const isAsked = new Promise<void>((resolve) => (asked = resolve));
		next = { fits, asked, let: new Promise<void>((resolve) => (release = resolve)) };
		return {
			/** the server has answered */
			asked: isAsked,
			/** the page may have the answer */
			release
		};
	};
}
