/** For orientation: what node:http alone does with the same request. It reads the body and answers a few bytes. */
import { createServer } from 'node:http';
import { serve } from './child.ts';

serve<{ port: number }, null>(
	({ port }, stopping) =>
		new Promise((resolve) => {
			const server = createServer((request, response) => {
				request.resume().on('end', () => {
					response.setHeader('content-type', 'application/json');
					response.end('{"status":"ok"}');
				});
			});
			server.listen(port, '127.0.0.1');
			stopping.addEventListener('abort', () => {
				server.closeAllConnections();
				server.close(() => resolve(null));
			});
		})
);
