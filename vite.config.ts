import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [sveltekit()],
	server: { port: 3000, fs: { allow: ['datasets'] } },
	// Drivers and their native parts stay outside the bundle.
	ssr: { external: ['better-sqlite3', 'pg'] }
});
