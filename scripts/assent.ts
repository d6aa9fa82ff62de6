/** The command line: `npm run -s assent -- <command>`. Each command is a file in scripts/commands. */
import { parseArgs } from 'node:util';
import { Refusal } from '#lib/schema/refusal.ts';
import { faultOf } from '#lib/schema/store.server.ts';
import type { Command } from './lib/command.ts';

const commands: Record<string, () => Promise<{ command: Command }>> = {
	'user create': () => import('./commands/user-create.ts'),
	'user reset': () => import('./commands/user-reset.ts'),
	'key create': () => import('./commands/key-create.ts'),
	'project create': () => import('./commands/project-create.ts'),
	import: () => import('./commands/import.ts'),
	export: () => import('./commands/export.ts'),
	verify: () => import('./commands/verify.ts'),
	backup: () => import('./commands/backup.ts'),
	copy: () => import('./commands/copy.ts'),
	rebuild: () => import('./commands/rebuild.ts'),
	'signing-key rotate': () => import('./commands/signing-key-rotate.ts')
};

const print = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

async function overview(): Promise<void> {
	print('Usage: npm run -s assent -- <command> [--help]\n');
	for (const load of Object.values(commands)) {
		const { command } = await load();
		print(`  ${command.usage}\n      ${command.summary}`);
	}
	print(
		'\nThe database is DATABASE_URL (default file:./data/assent.db). Commands work beside a running server.'
	);
}

function help(command: Command): void {
	print(`${command.summary}\n\nUsage: npm run -s assent -- ${command.usage}\n`);
	for (const [name, option] of Object.entries(command.options))
		print(`  --${name}${option.type === 'string' ? ' …' : ''}\n      ${option.about}`);
	if (command.example) print(`\nExample:\n${command.example}`);
}

async function main(args: string[]): Promise<number> {
	const name = [args.slice(0, 2).join(' '), args[0] ?? ''].find((n) => Object.hasOwn(commands, n));
	const load = name === undefined ? undefined : commands[name];
	if (!load || name === undefined) {
		const asked = args.length === 0 || args[0] === '--help' || args[0] === 'help';
		if (!asked) complain(`There is no command “${args.slice(0, 2).join(' ')}”.\n`);
		await overview();
		return asked ? 0 : 2;
	}
	const { command } = await load();
	let parsed;
	try {
		parsed = parseArgs({
			args: args.slice(name.split(' ').length),
			options: { ...command.options, help: { type: 'boolean' } },
			allowPositionals: true
		});
	} catch (error) {
		complain(
			`${error instanceof Error ? error.message : String(error)}\nSee: npm run -s assent -- ${name} --help`
		);
		return 2;
	}
	if (parsed.values.help === true) {
		help(command);
		return 0;
	}
	return command.run({ values: parsed.values, positionals: parsed.positionals });
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') process.exit(0);
	throw error;
});

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	if (error instanceof Refusal) {
		complain(error.message);
		for (const { path, message } of error.details.errors?.slice(0, 20) ?? [])
			complain(`  ${path}  ${message}`);
	} else {
		const fault = faultOf(error);
		complain(process.env.ASSENT_DEBUG ? (fault.stack ?? fault.message) : fault.message);
	}
	process.exitCode = 1;
}
