/** A way to a server that is slow: every answer comes later by so much, as from far away. */
import { createServer, request } from 'node:http';
import { freePort } from '../../test/setup/port.ts';

/** @returns where it listens, and how to end it */
export async function slowWay(port: number, delayMs: number): Promise<{ url: string; close: () => void }> {
	const own = await freePort();
	const host = `localhost:${port}`;
	const way = createServer((asked, answered) => {
		const { origin, ...headers } = asked.headers;
		const onward = request(
			{
				port,
				host: '127.0.0.1',
				method: asked.method,
				path: asked.url,
				// The server knows itself by one name.
				headers: { ...headers, host, ...(origin === undefined ? {} : { origin: `http://${host}` }) }
			},
			(answer) => {
				setTimeout(() => {
					answered.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(answered);
				}, delayMs);
			}
		);
		onward.on('error', () => answered.destroy());
		asked.pipe(onward);
	});
	await new Promise<void>((resolve) => way.listen(own, '127.0.0.1', resolve));
	return {
		url: `http://localhost:${own}`,
		close: () => {
			way.closeAllConnections();
			way.close();
		}
	};
}
