/** A request whose body is a file: its format by Content-Type, its mapping and the file's name by the query. */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import type { Report } from '#lib/project/incoming.ts';
import { parseJson } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { delimiters } from './csv.ts';
import { formatOfType } from './format.ts';
import { importBytes } from './import.server.ts';
import { inflated } from './inflate.server.ts';
import { parseMapping, type Kind } from './mapping.ts';

export const ImportQuery = z.strictObject({
	/** how columns become rows, as a JSON document; without it rows are as the contract has them */
	map: z.string().max(60_000).optional(),
	/** between the cells of a CSV; default a comma, or what the header has instead */
	delimiter: z.enum(delimiters).optional(),
	/** the file's name, for whoever looks back */
	name: z.string().max(300).optional(),
	/** what becomes of the judgments inside rows of a known format; `leave` brings their items alone, to be judged anew */
	judgments: z.enum(['bring', 'leave']).optional()
});
export type ImportQuery = z.infer<typeof ImportQuery>;

/**
 * @param body the request's bytes, as they come
 * @throws Refusal unsupported_media, invalid_mapping, bad_encoding, and what the verbs refuse
 */
export async function importRequest(
	store: Store,
	actor: Actor,
	slug: string,
	kind: Kind,
	{ headers, body }: { headers: Headers; body: AsyncIterable<Uint8Array> },
	query: ImportQuery
): Promise<Report> {
	return importBytes(store, actor, slug, inflated(body, headers.get('content-encoding')), {
		kind,
		format: formatOfType(headers.get('content-type')),
		mapping: query.map === undefined ? null : parseMapping(kind, parseJson(query.map)),
		delimiter: query.delimiter,
		name: query.name ?? null,
		judgments: query.judgments !== 'leave'
	});
}
