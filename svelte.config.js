import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess({ script: false }),
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ precompress: true }),
		// A working view has some twenty small sheets: within the page they cost no way to the server each.
		inlineStyleThreshold: 8192,
		// hooks.server.ts checks the origin of every request that a cookie stands for, JSON too.
		csrf: { trustedOrigins: ['*'] },
		// Scripts run only with this answer's nonce. Styles may be inline: Svelte's own `style:` needs them.
		csp: {
			mode: 'nonce',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'worker-src': ['self'],
				'style-src': ['self', 'unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'font-src': ['self', 'data:'],
				'connect-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'frame-ancestors': ['none'],
				'manifest-src': ['self']
			}
		},
		typescript: {
			config: (config) => ({
				...config,
				include: [...config.include, '../scripts/**/*.ts', '../*.ts', '../test/**/*.ts']
			})
		}
	}
};
