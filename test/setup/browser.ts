/** The machine's own Chromium, headless and off the network, driven by playwright. */
import { chromium, type Browser } from 'playwright-core';
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
