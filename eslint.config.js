/** Lint: what the types cannot say. Who may import whom stands in scripts/lib/rooms.ts. */
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { house } from './scripts/lib/house.ts';
import { clocks, environment, markup, printers } from './scripts/lib/rooms.ts';
import svelteConfig from './svelte.config.js';

// ESLint's own rules that TypeScript does not see to.
const core = [
	...[
		'no-async-promise-executor',
		'no-cond-assign',
		'no-constant-condition',
		'no-debugger',
		'no-dupe-else-if'
	],
	...['no-duplicate-case', 'no-empty', 'no-fallthrough', 'no-irregular-whitespace', 'no-loss-of-precision'],
	...[
		'no-misleading-character-class',
		'no-self-assign',
		'no-self-compare',
		'no-unreachable',
		'no-unsafe-finally'
	],
	...['no-useless-escape', 'no-unused-labels', 'require-yield', 'use-isnan', 'valid-typeof']
];

const tests = ['**/*.test.ts', 'test/**'];

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'data/', 'migrations/', 'coverage/', 'datasets/', 'static/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	ts.configs.recommended,
	svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		plugins: { house },
		rules: {
			...Object.fromEntries(core.map((rule) => [rule, 'error'])),
			'house/imports': 'error',
			// TypeScript knows better which names exist.
			'no-undef': 'off',
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: {
				projectService: true,
				extraFileExtensions: ['.svelte'],
				parser: ts.parser,
				svelteConfig
			}
		},
		// Links are plain paths: the app is never served under a prefix.
		rules: { 'svelte/no-navigation-without-resolve': 'off' }
	},
	{
		files: ['**/*.ts', '**/*.svelte'],
		languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
			'@typescript-eslint/await-thenable': 'error'
		}
	},
	{
		files: ['src/**'],
		ignores: tests,
		rules: {
			'no-console': 'error',
			'no-restricted-syntax': [
				'error',
				{
					selector: "MemberExpression[object.name='process'][property.name='env']",
					message: 'The environment is read in schema/environment.ts alone.'
				}
			]
		}
	},
	{ files: printers, rules: { 'no-console': 'off' } },
	{ files: [environment], rules: { 'no-restricted-syntax': 'off' } },
	{ files: [markup], rules: { 'svelte/no-at-html-tags': 'off' } },
	{
		// Pure files take time and randomness as arguments; that is what makes them testable to the digit.
		files: ['src/lib/**/*.ts'],
		ignores: [...tests, '**/*.server.ts', '**/*.svelte.ts', ...clocks],
		rules: {
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: 'Pure files take the time as an argument.' },
				{ object: 'Math', property: 'random', message: 'Pure files take randomness as an argument.' },
				{ object: 'performance', property: 'now', message: 'Pure files take the time as an argument.' }
			]
		}
	}
);
