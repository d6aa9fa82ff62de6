/** What a command of the command line is, and what every one of them needs. */
import { once } from 'node:events';
import { console as actor } from '#lib/auth/actor.ts';
import { environment } from '#lib/schema/environment.ts';
import { migrate } from '#lib/schema/migrate.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { openStore, type Store } from '#lib/schema/store.server.ts';

type Option = { type: 'string' | 'boolean'; multiple?: boolean; short?: string; about: string };
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

export type Command = {
	usage: string;
	summary: string;
	options: Record<string, Option>;
	example?: string;
	/** @returns the exit code */
	run(given: { values: Values; positionals: string[] }): Promise<number>;
};

export { actor };

/** Opens the database, at today's schema, for as long as `act` runs. */
export async function withStore<T>(act: (store: Store) => Promise<T>): Promise<T> {
	await migrate(environment.databaseUrl);
	const store = await openStore(environment.databaseUrl);
	try {
		return await act(store);
	} finally {
		await store.close();
	}
}

export const text = (values: Values, name: string): string | undefined => {
	const value = values[name];
	return typeof value === 'string' ? value : undefined;
};

export function required(values: Values, name: string): string {
	const value = text(values, name);
	if (value === undefined || value === '') throw new Refusal('invalid', `Add --${name}.`);
	return value;
}

export const list = (values: Values, name: string): string[] => {
	const value = values[name];
	return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
};

/** The first line of standard input, without its end. */
export async function firstLine(): Promise<string> {
	let all = '';
	for await (const chunk of process.stdin) {
		all += String(chunk);
		if (all.includes('\n')) break;
	}
	return all.split(/\r?\n/, 1)[0] ?? '';
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`);
export const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** Writes as fast as the reader takes it. */
export async function pour(
	lines: AsyncIterable<string | Uint8Array>,
	to: NodeJS.WritableStream
): Promise<void> {
	for await (const line of lines) if (!to.write(line)) await once(to, 'drain');
}
