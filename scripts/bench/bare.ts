/**
 * For orientation: what node:http alone does with the same requests. It reads the body and answers a few bytes; whoever
 * asks for events listens, and hears of each proposal as the real ones do.
 */
import { createServer, type ServerResponse } from 'node:http';
import { newId } from '#lib/schema/id.ts';
import { serve } from './child.ts';

serve<{ port: number }, null>(
	({ port }, stopping) =>
		new Promise((resolve) => {
			const listening = new Set<ServerResponse>();
			const tell = (id: string): void => {
				const subject = { type: 'decision', id };
				const said = { id: newId(), type: 'decision.submitted', project: 'bare', subject };
				const text = `id: 1\ndata: ${JSON.stringify(said)}\n\n`;
				for (const response of listening) response.write(text);
			};
			const server = createServer((request, response) => {
				if (request.url?.startsWith('/api/v1/events')) {
					response.setHeader('content-type', 'text/event-stream');
					response.write('id: 0\n\n');
					listening.add(response);
					return;
				}
				request.resume().on('end', () => {
					const id = newId();
					response.setHeader('content-type', 'application/json');
					response.end(`{"id":"${id}","status":"auto_approved"}`);
					if (request.url === '/api/v1/decisions') tell(id);
				});
			});
			server.listen(port, '127.0.0.1');
			stopping.addEventListener('abort', () => {
				server.closeAllConnections();
				server.close(() => resolve(null));
			});
		})
);
