import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from './stream.ts';

const opened: { close: () => void }[] = [];
afterEach(() => opened.splice(0).forEach((one) => one.close()));

/** Someone who speaks byte by byte what a server says. */
async function speaking(say: (socket: Socket) => Promise<void>): Promise<number> {
	const server = createServer((socket) => {
		socket.setNoDelay(true);
		socket.once('data', () => void say(socket));
	});
	opened.push(server);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('a listener', () => {
	it('hears each line of data, however the bytes are cut', async () => {
		const text =
			head +
			chunk('retry: 2000\nid: 1\n\n') +
			chunk('id: 2\ndata: {"a":1}\n\n') +
			chunk('id: 3\ndata: {}\n\n');
		const port = await speaking(async (socket) => {
			for (let from = 0; from < text.length; from += 7) {
				socket.write(text.slice(from, from + 7));
				await new Promise((resolve) => setImmediate(resolve));
			}
		});
		const heard: string[] = [];
		let done = () => {};
		const all = new Promise<void>((resolve) => (done = resolve));
		const listening = listen(port, '/events', '', (data) => {
			heard.push(data);
			if (heard.length === 2) done();
		});
		await listening.opened;
		await all;
		expect(heard).toEqual(['{"a":1}', '{}']);
		listening.leave();
	});

	it('says so when it is refused', async () => {
		const port = await speaking((socket) => {
			socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
			return Promise.resolve();
		});
		await expect(listen(port, '/events', '', () => {}).opened).rejects.toThrow('403');
	});
});
