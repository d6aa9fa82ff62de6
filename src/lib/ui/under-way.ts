/**
 * A person may be on the way to another page, or to another answer of this one, while something is read anew. Kit
 * would end that way and their click would be lost, so whoever reads anew waits for it here.
 */
type Way = Promise<void> | null;
let ask: () => Way = () => null;

/** The layout under every page knows it. */
export const tellWay = (way: () => Way): void => void (ask = way);

/** Nobody is on the way. */
export async function settled(): Promise<void> {
	for (let way = ask(), before: Way = null; way !== null && way !== before; way = ask()) {
		before = way;
		await way.catch(() => {});
	}
}
