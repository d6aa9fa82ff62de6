/** Both folders of migrations come from one tables.ts, which takes its dialect from DATABASE_URL, as this does. */
import { defineConfig } from 'drizzle-kit';

const postgres = /^postgres(ql)?:/.test(process.env.DATABASE_URL ?? '');

export default defineConfig({
	dialect: postgres ? 'postgresql' : 'sqlite',
	schema: './src/lib/schema/tables.ts',
	out: process.env.ASSENT_MIGRATIONS ?? `./migrations/${postgres ? 'postgres' : 'sqlite'}`
});
