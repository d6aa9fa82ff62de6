/** What comes of a row of a known format, without a database: items, and what was refused as a sentence. */
import { shapeOf, unfold, type Unfolding } from '#lib/datasets/readers/unfold.ts';
import type { Form } from '#lib/form/form.ts';
import type { Incoming } from '#lib/project/incoming.ts';

export const asRow = (value: unknown): Incoming => ({ line: 7, size: 100, value });

/** The name of the format that a row is known by; null where it is none. */
export const knownAs = (value: unknown): string | null => shapeOf(asRow(value))?.name ?? null;

export const come = (value: unknown, form: Form, options: Unfolding = {}): unknown[] =>
	unfold(asRow(value), form, options).map((found) => ('error' in found ? found.error.message : found.value));

export const refusedAs = (value: unknown, form: Form): string[] =>
	unfold(asRow(value), form).flatMap((found) => ('error' in found ? [found.error.code] : []));
