/**
 * The tree as it lies in the database: tiles of up to 256 hashes, a level of tiles for every eight of the tree
 * (as in c2sp.org/tlog-tiles). What grows is the last tile of each level; everything else stays as it is.
 */
import { and, eq } from 'drizzle-orm';
import type { ReadDb, Tx } from '#lib/schema/store.server.ts';
import { logTile } from '#lib/schema/tables.ts';
import { HASH_BYTES, nodeHash, type Nodes } from './merkle.server.ts';

const HEIGHT = 8;
export const TILE = 2 ** HEIGHT;

type Tile = { level: number; number: number; data: Buffer };
const nameOf = (level: number, number: number): string => `${level}/${number}`;

const hashAt = (data: Buffer, at: number): Buffer => {
	const found = data.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
	if (found.length !== HASH_BYTES) throw new Error('The tree of the log lacks a hash.');
	return found;
};

/** The root of hashes side by side, a power of two of them. */
function rootWithin(data: Buffer, from: number, many: number): Buffer {
	if (many === 1) return hashAt(data, from);
	return nodeHash(rootWithin(data, from, many / 2), rootWithin(data, from + many / 2, many / 2));
}

/** Tiles as they are read, each once; what was added since is not in the database yet. */
export class Tiles {
	readonly #known = new Map<string, Buffer>();
	readonly #changed = new Map<string, Tile>();
	readonly #db: ReadDb;

	constructor(db: ReadDb) {
		this.#db = db;
	}

	async #data(level: number, number: number): Promise<Buffer> {
		const known = this.#known.get(nameOf(level, number));
		if (known) return known;
		const [row] = await this.#db
			.select({ data: logTile.data })
			.from(logTile)
			.where(and(eq(logTile.level, level), eq(logTile.number, number)));
		const data = row?.data ?? Buffer.of();
		this.#known.set(nameOf(level, number), data);
		return data;
	}

	/** Puts hashes at the end of a level that has `size`, and the roots of tiles that are full now a level up. */
	async append(hashes: Buffer[], size: number, level = 0): Promise<void> {
		const full: Buffer[] = [];
		let rest = hashes;
		for (let at = size; rest.length > 0;) {
			const number = Math.floor(at / TILE);
			const held = at % TILE;
			const fresh = rest.slice(0, TILE - held);
			// Where somebody was faster there are more than that, and the head is theirs: then this comes to nothing.
			const before = held === 0 ? Buffer.of() : await this.#data(level, number);
			const data = Buffer.concat([before, ...fresh]);
			this.#known.set(nameOf(level, number), data);
			this.#changed.set(nameOf(level, number), { level, number, data });
			if (held + fresh.length === TILE) full.push(rootWithin(data, 0, TILE));
			at += fresh.length;
			rest = rest.slice(fresh.length);
		}
		if (full.length > 0) await this.append(full, Math.floor(size / TILE), level + 1);
	}

	readonly nodes: Nodes = async (level, number) => {
		const within = level % HEIGHT;
		const first = number * 2 ** within;
		const data = await this.#data(Math.floor(level / HEIGHT), Math.floor(first / TILE));
		return rootWithin(data, first % TILE, 2 ** within);
	};

	async store(tx: Tx): Promise<void> {
		for (const tile of this.#changed.values())
			await tx
				.insert(logTile)
				.values(tile)
				.onConflictDoUpdate({ target: [logTile.level, logTile.number], set: { data: tile.data } });
	}
}
