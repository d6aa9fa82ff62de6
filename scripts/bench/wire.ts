/**
 * A plain HTTP/1.1 client over one kept connection: as little work as can be, since the clients share the machine
 * with the server. One request at a time; a new connection when the old one has ended.
 */
import { connect, type Socket } from 'node:net';

export type Reply = { status: number; body: string };
type Waiting = { resolve: (reply: Reply) => void; reject: (error: Error) => void };

const END = Buffer.from('\r\n\r\n');

/** The body of a chunked message, or null while it is not all there. */
function dechunk(bytes: Buffer, from: number): { body: string; end: number } | null {
	const parts: Buffer[] = [];
	for (let at = from; ;) {
		const line = bytes.indexOf('\r\n', at);
		if (line === -1) return null;
		const size = parseInt(bytes.toString('latin1', at, line), 16);
		const end = line + 2 + size + 2;
		if (bytes.length < end) return null;
		if (size === 0) return { body: Buffer.concat(parts).toString(), end };
		parts.push(bytes.subarray(line + 2, end - 2));
		at = end;
	}
}

/** The first message of some bytes, or null while it is not all there. */
export function messageIn(bytes: Buffer): (Reply & { end: number }) | null {
	const head = bytes.indexOf(END);
	if (head === -1) return null;
	const lines = bytes.toString('latin1', 0, head);
	const status = Number(lines.slice(9, 12));
	const from = head + END.length;
	if (/^transfer-encoding: *chunked/im.test(lines)) {
		const found = dechunk(bytes, from);
		return found && { status, ...found };
	}
	const length = Number(/^content-length: *(\d+)/im.exec(lines)?.[1] ?? 0);
	if (bytes.length < from + length) return null;
	return { status, body: bytes.toString('utf8', from, from + length), end: from + length };
}

export class Wire {
	readonly #port: number;
	#socket: Socket | null = null;
	#bytes: Buffer = Buffer.alloc(0);
	#waiting: Waiting | null = null;

	constructor(port: number) {
		this.#port = port;
	}

	#open(): Socket {
		if (this.#socket && !this.#socket.destroyed) return this.#socket;
		const socket = connect(this.#port, '127.0.0.1');
		socket.setNoDelay(true);
		socket.on('data', (chunk: Buffer) => this.#take(chunk));
		socket.on('error', () => {});
		socket.on('close', () => {
			if (this.#socket === socket) this.#socket = null;
			this.#waiting?.reject(new Error('The server closed the connection.'));
			this.#waiting = null;
		});
		this.#bytes = Buffer.alloc(0);
		return (this.#socket = socket);
	}

	#take(chunk: Buffer): void {
		this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
		const message = messageIn(this.#bytes);
		if (!message) return;
		this.#bytes = this.#bytes.subarray(message.end);
		const waiting = this.#waiting;
		this.#waiting = null;
		waiting?.resolve({ status: message.status, body: message.body });
	}

	/** @param headers lines that end with CRLF */
	send(method: string, path: string, headers: string, body = ''): Promise<Reply> {
		const socket = this.#open();
		if (this.#waiting) throw new Error('This connection is busy.');
		const type = body
			? `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
			: '';
		return new Promise((resolve, reject) => {
			this.#waiting = { resolve, reject };
			socket.write(
				`${method} ${path} HTTP/1.1\r\nhost: localhost:${this.#port}\r\n${headers}${type}\r\n${body}`
			);
		});
	}

	close(): void {
		this.#waiting = null;
		this.#socket?.destroy();
	}
}
