/** A receiver of webhooks on this machine: it keeps what came, and answers as it is told. */
import { createHmac } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export type Message = { id: string; seconds: number; signatures: string[]; type: string; body: string };
export type Data = { id: string; project: string | null; position: number; name?: string };

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
	for (const close of closing.splice(0)) await close();
});

type Answer = (message: Message, response: ServerResponse) => void;
const fine: Answer = (_, response) => response.writeHead(204).end();

export async function startReceiver() {
	const came: Message[] = [];
	let answer = fine;
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const body = Buffer.concat(parts).toString();
			const header = (name: string) => String(request.headers[name] ?? '');
			const message: Message = {
				id: header('webhook-id'),
				seconds: Number(header('webhook-timestamp')),
				signatures: header('webhook-signature').split(' '),
				type: (JSON.parse(body) as { type: string }).type,
				body
			};
			came.push(message);
			answer(message, response);
		});
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	closing.push(async () => {
		server.closeAllConnections();
		await new Promise((done) => server.close(done));
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
		came,
		/** How it answers from now on; nothing: 204. */
		answers: (next: Answer = fine) => (answer = next),
		dataOf: ({ body }: Message) => (JSON.parse(body) as { data: Data }).data
	};
}

/** As a receiver checks it, by the specification and nothing of ours. */
export const isSigned = ({ id, seconds, body, signatures }: Message, secret: string): boolean => {
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	const expected = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
	return signatures.includes(`v1,${expected}`);
};
