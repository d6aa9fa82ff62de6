/** One who follows server-sent events over a plain connection: each line of data with the moment it came. */
import { connect } from 'node:net';

const NEWLINE = 10;
const DATA = 'data: ';

export type Listening = { opened: Promise<void>; leave: () => void };

/**
 * An event comes as one chunk, so its line of data is whole; what frames the chunks stands on lines of its own.
 * @param headers lines that end with CRLF
 * @returns `opened` resolves at the first bytes of the stream and rejects when it is refused or ends before
 */
export function listen(
	port: number,
	path: string,
	headers: string,
	hear: (data: string, at: number) => void
): Listening {
	const socket = connect(port, '127.0.0.1');
	let rest: Buffer = Buffer.alloc(0);
	const opened = new Promise<void>((resolve, reject) => {
		socket.on('error', reject);
		socket.on('close', () => reject(new Error('The stream ended.')));
		socket.on('data', (chunk: Buffer) => {
			const at = performance.now();
			const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
			let from = 0;
			for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
				const line = bytes.toString('utf8', from, end);
				from = end + 1;
				if (line.startsWith(DATA)) hear(line.slice(DATA.length), at);
				else if (line.startsWith('HTTP/1.1 ') && !line.startsWith('HTTP/1.1 200')) reject(new Error(line));
				else if (line.startsWith('id: ')) resolve();
			}
			rest = bytes.subarray(from);
		});
	});
	socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost:${port}\r\n${headers}\r\n`);
	return { opened, leave: () => socket.destroy() };
}
