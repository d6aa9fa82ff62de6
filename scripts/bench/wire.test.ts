import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../test/setup/port.ts';
import { messageIn, Wire } from './wire.ts';

const bytes = (text: string) => Buffer.from(text);

describe('a message', () => {
	const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwört\r\n';

	it('is not there before its last byte', () => {
		const whole = bytes('HTTP/1.1 201 Created\r\ncontent-length: 4\r\n\r\nabcd');
		for (let end = 0; end < whole.length; end++) expect(messageIn(whole.subarray(0, end))).toBeNull();
		expect(messageIn(whole)).toEqual({ status: 201, body: 'abcd', end: whole.length });
	});

	it('may come in chunks, counted in bytes', () => {
		const whole = bytes(
			'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwört\r\n2\r\n!?\r\n0\r\n\r\nHTTP/1.1'
		);
		expect(messageIn(whole)).toEqual({ status: 200, body: 'wört!?', end: whole.length - 8 });
		expect(messageIn(bytes(chunked))).toBeNull();
	});
});

describe('a connection', () => {
	it('sends one request after another and opens again when the server closed it', async () => {
		const port = await freePort();
		const server = createServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				if (request.url === '/last') response.setHeader('connection', 'close');
				response.end(JSON.stringify([request.method, request.url, request.headers.authorization, body]));
			});
		});
		await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
		const wire = new Wire(port);
		const key = 'authorization: Bearer k\r\n';
		expect(await wire.send('POST', '/a', key, '{"ä":1}')).toEqual({
			status: 200,
			body: '["POST","/a","Bearer k","{\\"ä\\":1}"]'
		});
		expect((await wire.send('GET', '/last', key)).body).toBe('["GET","/last","Bearer k",""]');
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect((await wire.send('GET', '/again', key)).body).toBe('["GET","/again","Bearer k",""]');
		wire.close();
		await new Promise((resolve) => server.close(resolve));
	});
});
