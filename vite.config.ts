import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [sveltekit()],
	server: { port: 3000, fs: { allow: ['datasets'] } },
	ssr: {
		// Drivers and their native parts stay outside the bundle.
		external: ['better-sqlite3', 'pg'],
		// drizzle is inside it: loaded file by file, node parses its 180 kB package.json anew for each of 300 files,
		// which costs the server half a second and 200 MB that it never gives back. So is zod, of whose eighty files with
		// their languages little is used: each thread reads them too.
		noExternal: ['drizzle-orm', 'zod']
	}
});
