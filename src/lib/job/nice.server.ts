/** Where the system counts threads by themselves (setpriority(2) on Linux), this thread comes after others. */
import { setPriority } from 'node:os';

/** @param nice from -20, at once, to 19, when nobody else wants to */
export function comeAfter(nice: number): void {
	if (process.platform === 'linux') setPriority(nice);
}
