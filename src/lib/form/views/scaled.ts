/**
 * Pictures at the size of the screen: a large one is decoded and drawn small once, ahead of being looked at, so
 * that going on to the next costs nothing. The last ones are kept; the file itself is not touched.
 */

/** An address for `img`, or pixels for `canvas`. */
export type Scaled = { url: string } | { bitmap: ImageBitmap };

/** Up to this many pixels a picture is shown as it is. */
const ENOUGH = 2_500_000;
const KEPT = 8;
const kept = new Map<string, Promise<Scaled>>();

async function small(blob: Blob): Promise<Scaled> {
	const asItIs = () => ({ url: URL.createObjectURL(blob) });
	// A moving picture would stand still.
	if (blob.type === 'image/gif') return asItIs();
	const whole = await createImageBitmap(blob);
	const { width, height } = whole;
	const share = Math.sqrt(ENOUGH / (width * height));
	const canvas = new OffscreenCanvas(Math.round(width * share), Math.round(height * share));
	const context = share < 1 ? canvas.getContext('2d') : null;
	if (context) {
		context.imageSmoothingQuality = 'high';
		context.drawImage(whole, 0, 0, canvas.width, canvas.height);
	}
	whole.close();
	return context ? { bitmap: canvas.transferToImageBitmap() } : asItIs();
}

async function load(url: string): Promise<Scaled> {
	// What came inside its item is small, and may not be fetched.
	if (url.startsWith('data:')) return { url };
	const response = await fetch(url);
	if (!response.ok) throw new Error(`${response.status}`);
	return small(await response.blob());
}

function forget(url: string): void {
	const shown = kept.get(url);
	kept.delete(url);
	void shown
		?.then((picture) => ('bitmap' in picture ? picture.bitmap.close() : URL.revokeObjectURL(picture.url)))
		.catch(() => {});
}

/**
 * What to show in place of `url`. Asking ahead makes it ready.
 * @throws Error when there is no picture to be had; the next time it is asked for anew
 */
export function scaled(url: string): Promise<Scaled> {
	const known = kept.get(url);
	if (known) {
		// Asked for again: it is the last one to go.
		kept.delete(url);
		kept.set(url, known);
		return known;
	}
	const loading = load(url);
	kept.set(url, loading);
	loading.catch(() => kept.delete(url));
	for (const oldest of kept.keys()) {
		if (kept.size <= KEPT) break;
		forget(oldest);
	}
	return loading;
}

/** Draws pixels on a canvas of their own size. */
export const drawn = (bitmap: ImageBitmap) => (canvas: HTMLCanvasElement) => {
	canvas.width = bitmap.width;
	canvas.height = bitmap.height;
	canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
};
