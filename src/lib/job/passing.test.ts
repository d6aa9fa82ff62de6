/** What lies dead of bytes that passed through. */
import { expect, it } from 'vitest';
import { passing } from './passing.server.ts';

const MB = 1024 * 1024;
const PIECE = 64 * 1024;

/** A piece as a thread hands it over: with bytes that were made elsewhere. */
const piece = (): Uint8Array => {
	const bytes = new Uint8Array(PIECE);
	return structuredClone(bytes, { transfer: [bytes.buffer] });
};

it('is a few megabytes, however many pass', () => {
	passing(64 * MB);
	const before = process.memoryUsage().external;
	let most = 0;
	for (let given = 0; given < 256 * MB; given += PIECE) {
		passing(piece().byteLength);
		most = Math.max(most, process.memoryUsage().external - before);
	}
	expect(most).toBeLessThan(20 * MB);
});
