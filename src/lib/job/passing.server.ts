/**
 * Bytes that pass through the server on their way out are garbage as soon as they are gone. They lie outside V8's heap,
 * where it lets some tens of megabytes gather and then goes through all that lives, twice a second while a file is read.
 * Here the young alone are gone through, after each few megabytes: that takes a millisecond at most, and nobody waits.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes that may lie dead: at 16 MB V8 still went through all that lives. */
const MOST = 4 * 1024 * 1024;

type Collect = (how: { type: 'minor' }) => void;

/** V8 gives its collector to contexts that are made while the flag is set; no other sees it. */
function collector(): Collect {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as Collect;
	setFlagsFromString('--no-expose-gc');
	return collect;
}

let collect: Collect | null = null;
let passed = 0;

/** Told of each piece that is handed on. @param bytes its length */
export function passing(bytes: number): void {
	passed += bytes;
	if (passed < MOST) return;
	passed = 0;
	(collect ??= collector())({ type: 'minor' });
}
