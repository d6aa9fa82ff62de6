/** The only place that writes to the server's log. A database error goes in without its parameters. */
import { newId } from '#lib/schema/id.ts';
import { faultOf } from '#lib/schema/store.server.ts';

/** Logs a bug with its stack; @returns the number under which it stands in the log */
export function report(error: unknown, where = ''): string {
	const incident = newId().slice(-8);
	const fault = faultOf(error);
	console.error(`${new Date().toISOString()} [${incident}] ${where} ${fault.stack ?? fault.message}`);
	return incident;
}

export const say = (line: string): void => console.log(line);
